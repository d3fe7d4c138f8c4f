import { Document, type DocumentProps, Page, renderToBuffer, Text } from "@react-pdf/renderer";
import { createElement, type ReactElement } from "react";
import { checkInvoiceDocument } from "#lib/domain/invoices/check-invoice-document.ts";
import type { InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";
import { loadDocumentFonts } from "./document-fonts.ts";
import { documentHead } from "./document-head.ts";
import { documentLines } from "./document-lines.ts";
import { documentName } from "./document-name.ts";
import { styles } from "./document-styles.ts";
import { documentEnd, documentSums } from "./document-sums.ts";
import { box, words } from "./document-text.ts";

/**
 * An invoice or credit note as a PDF file: A4, whose content also fits on Letter, with its fonts embedded. The same
 * document gives the same bytes, in any process: nothing in the file comes from the clock or from chance.
 * @throws Error when the document does not add up, for such a one must never leave the house
 */
export async function renderInvoicePdf(document: InvoiceDocument): Promise<Uint8Array> {
  const problems = checkInvoiceDocument(document);
  if (problems.length > 0) throw new Error(`${document.number} is not printed: ${problems.join(" ")}`);
  await loadDocumentFonts();
  return new Uint8Array(await renderToBuffer(file(document)));
}

function file(document: InvoiceDocument): ReactElement<DocumentProps> {
  const { number, seller, buyer, issuedOn } = document;
  const issuedAt = new Date(`${issuedOn}T00:00:00Z`);
  const page = createElement(
    Page,
    { size: "A4", style: styles.page },
    box(
      { style: styles.body },
      ...documentHead(document),
      documentLines(document),
      documentSums(document),
      ...documentEnd(document),
    ),
    footer(document),
  );
  return createElement(
    Document,
    {
      title: `${documentName(document)} ${number}`,
      author: seller.name,
      subject: `${documentName(document)} for ${buyer.name}`,
      creator: seller.name,
      producer: "react-pdf",
      language: "en-US",
      pdfVersion: "1.7",
      creationDate: issuedAt,
      modificationDate: issuedAt,
    },
    page,
  );
}

function footer(document: InvoiceDocument): ReactElement {
  return box(
    { style: styles.footer, isOnEachPage: true, isWhole: true },
    words(`${document.seller.name} · ${documentName(document)} ${document.number}`, { widthPt: 380 }),
    createElement(Text, {
      render: ({ pageNumber, totalPages }) => `Page ${pageNumber} of ${totalPages}`,
    }),
  );
}
