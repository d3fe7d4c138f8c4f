/**
 * The most bytes of UTF-8 that a text can have after normalization to NFC, which some tokenizers do first. It leaves
 * ASCII as it is and makes nothing else more than three times longer (Unicode Standard Annex 15, section 12). Taken from
 * the text's size, because normalizing it to learn the exact length can take time in the square of the text.
 * @param utf8Bytes the text's own size in bytes of UTF-8.
 */
export function longestNormalizedBytes(text: string, utf8Bytes: number): number {
  let asciiBytes = 0;
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) < 0x80) asciiBytes += 1;
  return asciiBytes + 3 * (utf8Bytes - asciiBytes);
}
