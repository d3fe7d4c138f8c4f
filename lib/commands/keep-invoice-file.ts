import { createHash } from "node:crypto";
import type { Db } from "#lib/data/client.ts";
import { findInvoiceDocument } from "#lib/data/invoice-documents.ts";
import { findInvoiceFile, type InvoiceFile, insertInvoiceFile } from "#lib/data/invoice-files.ts";
import { renderInvoicePdf } from "#lib/pdf/render-invoice-pdf.ts";

export type KeptInvoiceFile = InvoiceFile & {
  readonly kind: "invoice" | "credit_note";
  readonly number: string;
};

type Asked = { readonly db: Db; readonly workspaceId: string; readonly documentId: string; readonly now: Date };

/**
 * The file of an issued invoice or credit note, made at the first need and kept: whoever asks later gets the same
 * bytes, also from a newer renderer. Null for drafts and for what the workspace does not have.
 */
export async function keepInvoiceFile({ db, workspaceId, documentId, now }: Asked): Promise<KeptInvoiceFile | null> {
  const document = await findInvoiceDocument(db, workspaceId, documentId);
  if (!document) return null;
  const { kind, number } = document;
  const kept = await findInvoiceFile(db, workspaceId, documentId);
  if (kept) return { kind, number, ...kept };
  const bytes = await renderInvoicePdf(document);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await insertInvoiceFile(db, workspaceId, { documentId, sha256, bytes, madeAt: now });
  // Somebody else may have been first.
  const first = await findInvoiceFile(db, workspaceId, documentId);
  if (!first) throw new Error("A file that was kept is there");
  return { kind, number, ...first };
}
