/** What every secret begins with, so that leaked ones can be searched for. */
export const API_KEY_START = "rp_live_";

/** Random bytes of a secret, written as twice as many lowercase hexadecimal digits. */
export const API_KEY_RANDOM_BYTES = 32;

export const API_KEY_LABEL_MAX = 64;

/** Keys of one workspace that are not revoked. */
export const API_KEYS_PER_WORKSPACE = 50;

const PREFIX_LENGTH = 12;
const SECRET = new RegExp(`^${API_KEY_START}[0-9a-f]{${2 * API_KEY_RANDOM_BYTES}}$`);

/** Bidirectional overrides are refused with the control characters: they make a label read as another one. */
const CONTROL_CHARACTER = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const VISIBLE_CHARACTER = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}]/u;

export type ApiKeyState = "active" | "expired" | "revoked";

export type ApiKeyLabel =
  | { readonly isValid: true; readonly label: string }
  | { readonly isValid: false; readonly reason: "empty" | "too_long" | "control_character" };

/** Whether a text has the form of an API key's secret. It says nothing about the key existing. */
export function isApiKeySecret(text: string): boolean {
  return SECRET.test(text);
}

/** The first characters of a secret, "rp_live_3fa9": enough to tell keys apart, too little to use one. */
export function apiKeyPrefix(secret: string): string {
  return secret.slice(0, PREFIX_LENGTH);
}

/** What a key is worth now: expired from its very instant of expiry on, and revoked whatever else is true. */
export function apiKeyState(
  key: { readonly expiresAt: Date | null; readonly revokedAt: Date | null },
  now: Date,
): ApiKeyState {
  if (key.revokedAt) return "revoked";
  const isCurrent = key.expiresAt === null || now < key.expiresAt;
  return isCurrent ? "active" : "expired";
}

/** Reads a label typed by a person: 1 to 64 characters after trimming, something visible among them. */
export function parseApiKeyLabel(text: string): ApiKeyLabel {
  const label = text.trim();
  if (!VISIBLE_CHARACTER.test(label)) return { isValid: false, reason: "empty" };
  if ([...label].length > API_KEY_LABEL_MAX) return { isValid: false, reason: "too_long" };
  if (CONTROL_CHARACTER.test(label)) return { isValid: false, reason: "control_character" };
  return { isValid: true, label };
}
