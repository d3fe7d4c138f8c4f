export const TAX_ID_TYPES = ["eu_vat", "gb_vat", "ch_vat", "us_ein", "au_abn", "in_gst", "other"] as const;
export type TaxIdType = (typeof TAX_ID_TYPES)[number];
export type TaxId = { readonly type: TaxIdType; readonly value: string };

/** What each kind is called, and what one looks like. */
export const TAX_ID_KINDS: Record<TaxIdType, { readonly label: string; readonly example: string }> = {
  eu_vat: { label: "EU VAT number", example: "DE123456789" },
  gb_vat: { label: "UK VAT number", example: "GB123456789" },
  ch_vat: { label: "Swiss VAT number", example: "CHE-116.281.710 MWST" },
  us_ein: { label: "US EIN", example: "12-3456789" },
  au_abn: { label: "Australian ABN", example: "51 824 753 556" },
  in_gst: { label: "Indian GSTIN", example: "27AAPFU0939F1ZV" },
  other: { label: "Tax ID", example: "As your tax office writes it" },
};

/** The form of each member state's number after its prefix, as the European Commission's VIES describes it. */
const EU_FORMS: Record<string, RegExp> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^[A-Z0-9]\d{7}[A-Z0-9]$/,
  FI: /^\d{8}$/,
  FR: /^[A-HJ-NP-Z0-9]{2}\d{9}$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^(\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/,
  IT: /^\d{11}$/,
  LT: /^(\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^[A-Z0-9+*]{9}B[A-Z0-9+*]{2}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{10}01$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
};

/**
 * A tax id in its usual spelling, if it has the form of its kind, check digits included where the kind has some. The
 * form alone says nothing of whether it is registered. @returns null when it has not
 */
export function parseTaxId(type: TaxIdType, text: string): TaxId | null {
  if (type === "other") return parseOther(text);
  const compact = text.toUpperCase().replace(/[\s.-]/g, "");
  const value = SPELLINGS[type](compact);
  return value === null ? null : { type, value };
}

function parseOther(text: string): TaxId | null {
  const value = text.trim().replace(/\s+/g, " ");
  return /^[\p{L}\p{N}][\p{L}\p{N} ./-]{2,29}$/u.test(value) ? { type: "other", value } : null;
}

const SPELLINGS: Record<Exclude<TaxIdType, "other">, (compact: string) => string | null> = {
  eu_vat: (compact) => (EU_FORMS[compact.slice(0, 2)]?.test(compact.slice(2)) ? compact : null),
  gb_vat: (compact) => (/^GB(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/.test(compact) ? compact : null),
  ch_vat: spellSwiss,
  us_ein: (compact) => (/^\d{9}$/.test(compact) ? `${compact.slice(0, 2)}-${compact.slice(2)}` : null),
  au_abn: (compact) => (isAbn(compact) ? compact.replace(/^(\d{2})(\d{3})(\d{3})(\d{3})$/, "$1 $2 $3 $4") : null),
  in_gst: (compact) => (isGstin(compact) ? compact : null),
};

/** UID with its check digit: weights 5 4 3 2 7 6 5 4, modulo 11 (Swiss Federal Statistical Office, eCH-0097). */
function spellSwiss(compact: string): string | null {
  const match = /^CHE(\d{9})(MWST|TVA|IVA)?$/.exec(compact);
  if (!match) return null;
  const [, digits = "", suffix] = match;
  const sum = weighted(digits.slice(0, 8), [5, 4, 3, 2, 7, 6, 5, 4]);
  if ((11 - (sum % 11)) % 11 !== Number(digits[8])) return null;
  return `CHE-${digits.slice(0, 3)}.${digits.slice(3, 6)}.${digits.slice(6)}${suffix ? ` ${suffix}` : ""}`;
}

/** The first digit less one, weights 10 1 3 5 7 9 11 13 15 17 19, divisible by 89 (Australian Business Register). */
function isAbn(compact: string): boolean {
  if (!/^[1-9]\d{10}$/.test(compact)) return false;
  const digits = `${Number(compact[0]) - 1}${compact.slice(1)}`;
  return weighted(digits, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) % 89 === 0;
}

const BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** State, PAN, entity, "Z" and a check character by Luhn modulo 36 (GST Network). */
function isGstin(compact: string): boolean {
  if (!/^\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]$/.test(compact)) return false;
  const sum = [...compact.slice(0, 14)].reduce((total, character, index) => {
    const product = BASE_36.indexOf(character) * (index % 2 === 0 ? 1 : 2);
    return total + Math.floor(product / 36) + (product % 36);
  }, 0);
  return BASE_36[(36 - (sum % 36)) % 36] === compact[14];
}

function weighted(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);
}
