import { openInvoiceFile } from "#lib/commands/open-invoice-file.ts";
import { defineFileRoute } from "#lib/web/define-file-route.ts";

export const GET = defineFileRoute<{ invoice: string }>(async (ctx, { invoice }) => {
  const { kind, number, bytes, sha256 } = await openInvoiceFile(ctx, { documentId: invoice });
  const name = kind === "invoice" ? `invoice-${number}.pdf` : `credit-note-${number}.pdf`;
  return { name, type: "application/pdf", bytes, sha256 };
});
