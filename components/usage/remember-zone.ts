import { ZONE_COOKIE } from "#lib/domain/usage/zone-cookie.ts";

const YEAR_SECONDS = 31_536_000;

/** Keeps the browser's zone for the server's next page. */
export function rememberZone(zone: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers we support
  document.cookie = `${ZONE_COOKIE}=${encodeURIComponent(zone)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}
