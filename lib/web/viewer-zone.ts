import { cookies } from "next/headers";
import { isIanaZone } from "#lib/domain/usage/local-days.ts";
import { ZONE_COOKIE } from "#lib/domain/usage/zone-cookie.ts";

/** The time zone that the reader's browser told of itself; UTC at a first visit, and where it told something else. */
export async function viewerZone(): Promise<string> {
  const told = (await cookies()).get(ZONE_COOKIE)?.value;
  return told !== undefined && isIanaZone(told) ? told : "UTC";
}
