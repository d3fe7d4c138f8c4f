const MIN_LENGTH = 3;
const MAX_LENGTH = 40;
const SUGGESTED_MAX_LENGTH = 32;
const FALLBACK = "workspace";
const SHAPE = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Every first segment of our own addresses, and those a visitor would take for ours. */
export const RESERVED_SLUGS: ReadonlySet<string> = new Set([
  "_next",
  "account",
  "admin",
  "api",
  "assets",
  "auth",
  "billing",
  "contact",
  "contact-sales",
  "dashboard",
  "docs",
  "favicon",
  "health",
  "healthz",
  "help",
  "invite",
  "invites",
  "livez",
  "local",
  "login",
  "logout",
  "metrics",
  "new",
  "no-workspace",
  "pricing",
  "public",
  "readyz",
  "robots",
  "security",
  "settings",
  "sign-in",
  "sign-out",
  "sign-up",
  "sitemap",
  "static",
  "status",
  "support",
  "v1",
  "well-known",
  "www",
]);

/** Letters that Unicode does not decompose into a Latin letter and a mark. */
const LATIN: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/** Whether a text can be a workspace's address: 3 to 40 of a-z, 0-9 and single hyphens, a letter first, not reserved. */
export function isWorkspaceSlug(text: string): boolean {
  const isLengthRight = text.length >= MIN_LENGTH && text.length <= MAX_LENGTH;
  return isLengthRight && SHAPE.test(text) && !RESERVED_SLUGS.has(text);
}

/**
 * A valid slug for any name. At most 32 characters, so that "-" and up to seven more can be appended when it is taken.
 */
export function slugFromName(name: string): string {
  const letters = name
    .normalize("NFKD")
    .replace(/[\p{M}'’]/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, (character) => LATIN[character] ?? "-");
  const words = letters.split("-").filter((word) => word !== "");
  const slug = words.join("-").replace(/^(?=[0-9])/, "ws-");
  const shortened = slug.slice(0, SUGGESTED_MAX_LENGTH).replace(/-$/, "");
  // What is too short or reserved gets a word behind it, and before it where that is reserved too: "no-workspace".
  const candidates = [shortened, `${shortened}-${FALLBACK}`, `${FALLBACK}-${shortened}`];
  return candidates.find(isWorkspaceSlug) ?? FALLBACK;
}
