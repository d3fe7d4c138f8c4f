import { Font } from "@react-pdf/renderer";
import { expect, test } from "vitest";
import { unprintableCharacters } from "#lib/domain/invoices/printable-text.ts";
import { FONT_FAMILY, FONT_FILES, loadDocumentFonts } from "./document-fonts.ts";

const LAST_CODE_POINT = 0x2fff;

test("every weight of the font has what is said to be printable", async () => {
  await loadDocumentFonts();
  for (const fontWeight of Object.keys(FONT_FILES).map(Number)) {
    const outlines = Font.getFont({ fontFamily: FONT_FAMILY, fontWeight })?.data;
    const missing: string[] = [];
    let printable = 0;
    for (let codePoint = 0x21; codePoint <= LAST_CODE_POINT; codePoint += 1) {
      const character = String.fromCodePoint(codePoint);
      if (character.normalize("NFC") !== character || unprintableCharacters(character).length > 0) continue;
      printable += 1;
      if (!/\s/u.test(character) && !outlines?.hasGlyphForCodePoint(codePoint)) missing.push(codePoint.toString(16));
    }
    expect(missing).toEqual([]);
    expect(printable).toBeGreaterThan(500);
  }
});
