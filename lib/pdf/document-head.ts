import type { ReactElement } from "react";
import type { DocumentFact, DocumentParty, InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";
import { documentName } from "./document-name.ts";
import { CONTENT_PT, PARTY_PT, styles } from "./document-styles.ts";
import { box, day, dollars, plain, words } from "./document-text.ts";

/** What stands above the lines: what the document is, between whom, and what it comes to. */
export function documentHead(document: InvoiceDocument): ReactElement[] {
  const { seller, buyer } = document;
  return [
    box(
      { style: styles.top },
      plain(documentName(document), styles.title),
      words(seller.name, { style: styles.sellerName, widthPt: PARTY_PT, sizePt: 13 }),
    ),
    box({ style: styles.facts }, ...facts(document).map(factRow)),
    box({ style: styles.parties }, party("From", seller), party("Bill to", buyer)),
    plain(headline(document), styles.headline),
  ];
}

function facts(document: InvoiceDocument): DocumentFact[] {
  const { number, issuedOn, dueOn, periodLabel, purchaseOrderNumber, corrects, reason } = document;
  const name = documentName(document);
  const known: (DocumentFact | null)[] = [
    { label: `${name} number`, value: number },
    { label: "Date of issue", value: day(issuedOn) },
    dueOn === null ? null : { label: "Date due", value: day(dueOn) },
    { label: "Period", value: periodLabel },
    purchaseOrderNumber === null ? null : { label: "PO number", value: purchaseOrderNumber },
    corrects === null ? null : { label: "Corrects", value: `Invoice ${corrects.number} of ${day(corrects.issuedOn)}` },
    reason === null ? null : { label: "Reason", value: reason },
  ];
  return known.filter((fact) => fact !== null);
}

function factRow({ label, value }: DocumentFact): ReactElement {
  return box(
    { style: styles.fact },
    plain(label, styles.factLabel),
    words(value, { style: styles.factValue, widthPt: CONTENT_PT - 96 }),
  );
}

function party(title: string, { name, addressLines, taxId, emails }: DocumentParty): ReactElement {
  const line = (text: string, style = {}) => words(text, { style, widthPt: PARTY_PT });
  return box(
    { style: styles.party },
    plain(title, styles.partyTitle),
    line(name, styles.strong),
    ...addressLines.map((text) => line(text)),
    ...(taxId === null ? [] : [line(`${taxId.label}: ${taxId.value}`)]),
    ...emails.map((text) => line(text)),
  );
}

function headline({ kind, totals, dueOn }: InvoiceDocument): string {
  if (kind === "credit_note") return `${dollars(totals.total)} credited`;
  if (totals.due === "0.00") return totals.total === "0.00" ? "Nothing is due" : `${dollars(totals.total)} paid`;
  return `${dollars(totals.due)} due${dueOn === null ? "" : ` ${day(dueOn)}`}`;
}
