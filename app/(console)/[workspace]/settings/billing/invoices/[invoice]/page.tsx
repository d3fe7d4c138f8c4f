import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { invoiceAddresses } from "#components/invoices/invoice-addresses.ts";
import { InvoiceScreen } from "#components/invoices/invoice-screen.tsx";
import { openInvoiceFile } from "#lib/commands/open-invoice-file.ts";
import { AppError } from "#lib/domain/errors.ts";
import { loadInvoicePage } from "#lib/views/invoice-page.ts";
import { consoleContext } from "#lib/web/console-context.ts";

export const metadata: Metadata = { title: "Invoice" };

type Props = { params: Promise<{ workspace: string; invoice: string }> };

export default async function InvoicePage({ params }: Props) {
  const { workspace, invoice: invoiceId } = await params;
  const returnTo = `/${workspace}/settings/billing/invoices/${invoiceId}`;
  const ctx = await consoleContext(workspace, { returnTo });
  const invoice = await loadInvoicePage(ctx, { invoiceId }).catch((error) => {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  });
  const file = invoice.document && (await openInvoiceFile(ctx, { documentId: invoiceId }));
  return (
    <InvoiceScreen invoice={invoice} sha256={file?.sha256 ?? null} addresses={invoiceAddresses(ctx.membership.slug)} />
  );
}
