/**
 * What the font of the documents has: first and last code points of runs. Latin with its accents and Vietnamese,
 * Cyrillic, punctuation and currencies; no Greek, Arabic, Hebrew, Indic or East Asian scripts, no emoji.
 */
const PRINTABLE: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0xa0, 0xac],
  [0xae, 0x113],
  [0x116, 0x12b],
  [0x12e, 0x137],
  [0x139, 0x13e],
  [0x141, 0x148],
  [0x14a, 0x14d],
  [0x150, 0x17e],
  [0x1a0, 0x1a1],
  [0x1af, 0x1b0],
  [0x218, 0x21b],
  [0x400, 0x45f],
  [0x490, 0x493],
  [0x49a, 0x49b],
  [0x4a2, 0x4a3],
  [0x4ae, 0x4b3],
  [0x4b6, 0x4b7],
  [0x4ba, 0x4bb],
  [0x4d8, 0x4d9],
  [0x4e8, 0x4e9],
  [0x1e80, 0x1e85],
  [0x1e9e, 0x1e9e],
  [0x1ea0, 0x1ef9],
  [0x2013, 0x2014],
  [0x2018, 0x201a],
  [0x201c, 0x201e],
  [0x2020, 0x2022],
  [0x2026, 0x2026],
  [0x20ac, 0x20ac],
  [0x2116, 0x2117],
  [0x2122, 0x2122],
  [0x2212, 0x2212],
];

/** Text as the documents write it: composed letters, and one kind of space. */
export function documentText(text: string): string {
  return text.normalize("NFC").replace(/\s+/gu, " ").trim();
}

/** The characters of a text that the documents cannot print, each once; empty where all can be. */
export function unprintableCharacters(text: string): string[] {
  const characters = [...documentText(text)].filter((character) => !isPrintable(character.codePointAt(0) ?? 0));
  return [...new Set(characters)];
}

function isPrintable(codePoint: number): boolean {
  return PRINTABLE.some(([first, last]) => codePoint >= first && codePoint <= last);
}
