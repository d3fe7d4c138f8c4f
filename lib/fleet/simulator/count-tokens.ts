import { countTokens as countSlice } from "gpt-tokenizer/encoding/o200k_base";
import { TOKENIZER_OPTIONS } from "./tokenizer-options.ts";

const SLICE_CHARS = 2_000;

/**
 * Tokens of a text in the o200k encoding. The tokenizer's time grows with the square of an unbroken run of letters or
 * blanks, so long texts are counted in slices, cut before a single space that leads a word: always a token border,
 * which keeps the count exact. Only where 2,000 characters hold no such place may a cut add a token.
 */
export function countTokens(text: string): number {
  let count = 0;
  for (let start = 0; start < text.length; ) {
    const end = sliceEnd(text, start);
    count += countSlice(text.slice(start, end), TOKENIZER_OPTIONS);
    start = end;
  }
  return count;
}

function sliceEnd(text: string, start: number): number {
  const limit = start + SLICE_CHARS;
  if (limit >= text.length) return text.length;
  for (let index = limit; index > start + 1; index -= 1) {
    if (text[index] === " " && isLetter(text[index - 1]) && isLetter(text[index + 1])) return index;
  }
  return limit;
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /\p{L}/u.test(character);
}
