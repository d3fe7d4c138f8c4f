import type { InvoiceSummary } from "./invoice-summary.ts";
import { SIMULATION_NOTE } from "./page-layout.ts";
import { A4, type PdfRule, type PdfText, pdfPage } from "./pdf-page.ts";

const LEFT = 56;
const RIGHT = A4.width - LEFT;
const QUANTITY_END = 430;
const VALUE_START = 190;
const LINE_HEIGHT = 15;
/** Below this height the page is full. */
const LOWEST_LINE = 210;
const LONGEST_TEXT = 62;

/** An invoice on one page. The same invoice always gives the same bytes. */
export function invoicePdf(invoice: InvoiceSummary): Buffer {
  const texts: PdfText[] = [];
  const rules: PdfRule[] = [];
  let y = A4.height - 64;
  const down = (points = LINE_HEIGHT) => {
    y -= points;
  };
  const rule = () => rules.push({ fromX: LEFT, toX: RIGHT, y: y + 4 });
  const put = (text: string, x = LEFT, more: Partial<PdfText> = {}) => texts.push({ text, x, y, size: 10, ...more });
  const end = { isEndAligned: true };

  put(invoice.merchantName, LEFT, { size: 12, isBold: true });
  put(SIMULATION_NOTE, RIGHT, end);
  down(36);
  put(`Invoice ${invoice.number}`, LEFT, { size: 20, isBold: true });
  down(22);
  put(`${invoice.amount} · ${invoice.state}`, LEFT, { size: 12 });
  down(30);
  for (const { label, value } of invoice.facts) {
    put(label);
    for (const part of wrapText(value, LONGEST_TEXT)) {
      put(part, VALUE_START);
      down();
    }
  }
  down();
  put("Description", LEFT, { isBold: true });
  put("Quantity", QUANTITY_END, { isBold: true, ...end });
  put("Amount", RIGHT, { isBold: true, ...end });
  down(8);
  rule();
  down(10);
  for (const [index, line] of invoice.lines.entries()) {
    if (y < LOWEST_LINE) {
      put(`and ${invoice.lines.length - index} more lines, which the invoice's page shows`);
      down();
      break;
    }
    put(line.quantity, QUANTITY_END, end);
    put(line.amount, RIGHT, end);
    for (const part of [...wrapText(line.description, LONGEST_TEXT), ...(line.period ? [line.period] : [])]) {
      put(part);
      down();
    }
    down(4);
  }
  rule();
  down(12);
  for (const { label, value } of invoice.totals) {
    put(label, QUANTITY_END, { isBold: true, ...end });
    put(value, RIGHT, { isBold: true, ...end });
    down();
  }
  return pdfPage(`Invoice ${invoice.number}`, texts, rules);
}

/** Text cut between words into lines of at most so many characters. */
function wrapText(text: string, longest: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < longest) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
