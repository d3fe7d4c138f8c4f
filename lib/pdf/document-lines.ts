import type { ReactElement } from "react";
import type { DocumentGroup, DocumentLine, InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";
import { CONTENT_PT, DESCRIPTION_PT, DETAIL_PT, DETAILS_PT, styles } from "./document-styles.ts";
import { box, count, dollars, everyDigit, plain, words } from "./document-text.ts";

/** Room for a heading with the row that it heads. */
const HEADING_WITH_ROW_PT = 48;
const DETAIL_ROW_PT = 20;

/** All lines in their groups, below a row of headings that comes again on each page. */
export function documentLines({ groups }: InvoiceDocument): ReactElement {
  return box(
    {},
    box(
      { style: styles.headerRow, isOnEachPage: true },
      plain("Description", styles.description),
      plain("Quantity", styles.quantity),
      plain("Unit price", styles.unitPrice),
      plain("Amount (USD)", styles.amount),
    ),
    ...groups.flatMap(groupRows),
  );
}

function groupRows({ title, lines }: DocumentGroup): ReactElement[] {
  return [
    box(
      { style: styles.groupTitle, keepWithPt: HEADING_WITH_ROW_PT, isWhole: true },
      words(title, { widthPt: CONTENT_PT }),
    ),
    ...lines.flatMap(lineRows),
  ];
}

/** Small text has a row of its own, which may be cut by the end of a page: names of seats fill many. */
function lineRows({ details, ...line }: DocumentLine): ReactElement[] {
  if (details.length === 0) return [box({ style: styles.row, isWhole: true }, ...cells(line))];
  return [
    box({ style: styles.plainRow, isWhole: true, keepWithPt: DETAIL_ROW_PT }, ...cells(line)),
    box({ style: styles.details }, ...details.map((text) => words(text, { widthPt: DETAILS_PT, sizePt: DETAIL_PT }))),
  ];
}

function cells({ description, quantity, unit, unitPrice, amount }: Omit<DocumentLine, "details">): ReactElement[] {
  return [
    words(description, { style: styles.description, widthPt: DESCRIPTION_PT - 10 }),
    plain(quantity === null ? "" : [count(quantity), unit].filter(Boolean).join(" "), styles.quantity),
    plain(unitPrice === null ? "" : `${everyDigit(unitPrice.amount)} ${unitPrice.per}`, styles.unitPrice),
    plain(dollars(amount), styles.amount),
  ];
}
