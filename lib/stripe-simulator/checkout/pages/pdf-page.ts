import { helveticaWidth } from "./helvetica-widths.ts";

export type PdfText = {
  readonly text: string;
  /** Points from the left edge; of the text's end where it is aligned to the end. */
  readonly x: number;
  /** Points from the bottom edge. */
  readonly y: number;
  readonly size: number;
  readonly isBold?: boolean;
  readonly isEndAligned?: boolean;
};

/** A line across the page, at a height in points. */
export type PdfRule = { readonly fromX: number; readonly toX: number; readonly y: number };

export const A4 = { width: 595, height: 842 } as const;

/** A PDF of one A4 page in Helvetica. The same content always gives the same bytes. */
export function pdfPage(title: string, texts: readonly PdfText[], rules: readonly PdfRule[]): Buffer {
  const content = [...rules.map(ruleOperators), ...texts.map(textOperators)].join("\n");
  const font = (name: string) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  return pdfFile([
    "<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${A4.width} ${A4.height}] /Contents 4 0 R /Resources << /Font << /Plain 5 0 R /Bold 6 0 R >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    font("Helvetica"),
    font("Helvetica-Bold"),
    `<< /Title (${escapePdf(title)}) >>`,
  ]);
}

function pdfFile(objects: readonly string[]): Buffer {
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R /Info ${objects.length} 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(`${file}xref\n0 ${size}\n0000000000 65535 f \n${table}${trailer}`, "latin1");
}

function ruleOperators({ fromX, toX, y }: PdfRule): string {
  return `0.5 w 0.8 G ${fromX} ${y} m ${toX} ${y} l S`;
}

function textOperators({ text, x, y, size, isBold, isEndAligned }: PdfText): string {
  const shown = toWinAnsi(text);
  const start = isEndAligned ? x - Math.round((helveticaWidth(shown, isBold ?? false) * size) / 1000) : x;
  return `BT /${isBold ? "Bold" : "Plain"} ${size} Tf ${start} ${y} Td (${escapePdf(shown)}) Tj ET`;
}

const REPLACEMENTS: Readonly<Record<string, string>> = {
  "−": "\u0096",
  "–": "\u0096",
  "—": "\u0097",
  "’": "\u0092",
  "…": "\u0085",
  "€": "\u0080",
};

/** What the font's encoding does not have becomes a question mark. */
function toWinAnsi(text: string): string {
  return [...text]
    .map((character) => REPLACEMENTS[character] ?? (character.charCodeAt(0) > 0xff ? "?" : character))
    .join("");
}

function escapePdf(text: string): string {
  return toWinAnsi(text)
    .replaceAll(/[\\()]/g, "\\$&")
    .replaceAll(/[\r\n]/g, " ");
}
