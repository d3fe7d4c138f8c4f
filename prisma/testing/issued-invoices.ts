import { expect } from "vitest";
import type { Database } from "#lib/data/client.ts";
import { checkInvoiceDocument } from "#lib/domain/invoices/check-invoice-document.ts";
import type { InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";
import { fromExactDollars, sumNanos } from "#lib/domain/money.ts";
import type { InvoicedWorkspace } from "./invoiced-workspace.ts";

/** A workspace's issued invoices in order of their numbers, with their lines. */
export async function issuedInvoices(db: Database, { workspace: { workspaceId } }: InvoicedWorkspace) {
  const rows = await db.invoice.findMany({
    where: { workspaceId, status: { not: "draft" } },
    include: { lines: { orderBy: { position: "asc" } } },
    orderBy: { sequence: "asc" },
  });
  return rows.map((row) => ({ ...row, document: row.document as unknown as InvoiceDocument }));
}

/**
 * What must hold of a workspace's invoices whatever came before: each of Stripe's that is to be one is exactly one, to
 * the cent and with its status; numbers have no gaps; everything adds up; usage is billed once.
 */
export async function expectSoundInvoices(db: Database, own: InvoicedWorkspace): Promise<void> {
  const { workspaceId } = own.workspace;
  const issued = await issuedInvoices(db, own);
  const atStripe = (await own.invoices()).filter(
    ({ status, billing_reason: reason, collection_method: method }) =>
      status !== "draft" &&
      (method === "send_invoice" ||
        status === "paid" ||
        (reason !== "subscription_create" && reason !== "subscription_update")),
  );
  expect(issued.flatMap(({ stripeInvoiceId }) => stripeInvoiceId ?? []).sort()).toEqual(
    atStripe.map(({ id }) => id).sort(),
  );
  expect(issued.map(({ sequence }) => sequence)).toEqual(issued.map((_, index) => index + 1));
  for (const [index, invoice] of issued.entries()) {
    const collected = atStripe.find(({ id }) => id === invoice.stripeInvoiceId);
    const cents = collected ? { total: collected.total, left: collected.amount_remaining } : { total: 0, left: 0 };
    expect(invoice.totalNanos).toBe(BigInt(cents.total) * 10_000_000n);
    expect(invoice.status).toBe(collected?.status ?? "paid");
    if (invoice.status === "open") expect(invoice.remainingNanos).toBe(BigInt(cents.left) * 10_000_000n);
    expect(sumNanos(invoice.lines.map(({ amountNanos }) => amountNanos))).toBe(invoice.totalNanos);
    expect(checkInvoiceDocument(invoice.document)).toEqual([]);
    expect(fromExactDollars(invoice.document.totals.total)).toBe(invoice.dueNanos);
    const before = issued[index - 1]?.issuedAt ?? new Date(0);
    expect((invoice.issuedAt ?? before) >= before).toBe(true);
  }
  const usage = issued.flatMap(({ lines }) => lines).filter(({ modelId }) => modelId !== null);
  const billed = await db.billedUsage.findMany({ where: { workspaceId } });
  const waiting = await db.usageStatement.aggregate({
    where: { workspaceId, invoiceId: null },
    _sum: { usageNanos: true },
  });
  expect(sumNanos(usage.map(({ exactNanos }) => exactNanos)) + (waiting._sum.usageNanos ?? 0n)).toBe(
    sumNanos(billed.map(({ usageNanos }) => usageNanos)),
  );
}
