import { join } from "node:path";
import { Font } from "@react-pdf/renderer";

/** The family that every document is set in. */
export const FONT_FAMILY = "Geist";

const FOLDER = join(process.cwd(), "node_modules/geist/dist/fonts/geist-sans");
const WIDEST_WEIGHT = 600;

/** By weight. */
export const FONT_FILES: Readonly<Record<number, string>> = {
  400: join(FOLDER, "Geist-Regular.ttf"),
  500: join(FOLDER, "Geist-Medium.ttf"),
  [WIDEST_WEIGHT]: join(FOLDER, "Geist-SemiBold.ttf"),
};

let loading: Promise<void> | null = null;

/** Makes the fonts known to the renderer, once in a process. The renderer embeds of them what a document uses. */
export function loadDocumentFonts(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  const weights = Object.keys(FONT_FILES).map(Number);
  const fonts = weights.map((fontWeight) => ({ src: FONT_FILES[fontWeight] ?? "", fontWeight }));
  Font.register({ family: FONT_FAMILY, fonts });
  // A hyphen that nobody wrote would falsify names, addresses and tax ids.
  Font.registerHyphenationCallback((word) => [word]);
  await Promise.all(weights.map((fontWeight) => Font.load({ fontFamily: FONT_FAMILY, fontWeight })));
}

/** How wide a text is at most, in points, at a size and in any of the weights. Needs the fonts to be loaded. */
export function textWidthPt(text: string, sizePt: number): number {
  const outlines = Font.getFont({ fontFamily: FONT_FAMILY, fontWeight: WIDEST_WEIGHT })?.data;
  if (!outlines) throw new Error("The fonts of the documents are not loaded.");
  const units = [...text].map((character) => outlines.glyphForCodePoint(character.codePointAt(0) ?? 0).advanceWidth);
  return (units.reduce((sum, width) => sum + width, 0) * sizePt) / outlines.unitsPerEm;
}
