import { nanosToCents } from "#lib/domain/cents.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { StripeConnection } from "./connection.ts";
import { isAbandoned } from "./is-abandoned.ts";
import type { StripeInvoice } from "./read-invoices.ts";
import { statementKeyOf, statementMetadata } from "./statement-metadata.ts";
import { toStripeTime } from "./stripe-time.ts";

export type StatementToCollect = {
  readonly workspaceId: string;
  readonly customerId: string;
  /** The period's key, by which it is known at Stripe. */
  readonly statementKey: string;
  /** As Stripe's invoice shows it: "Usage of October 2026". */
  readonly description: string;
  /** Whole cents above zero. */
  readonly dueNanos: Nanos;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  /** Days until an invoice of its own is due. */
  readonly netDays: number;
  readonly purchaseOrderNumber: string | null;
  /** Whether an invoice of its own may be made: not while the purchase order that it has to name is missing. */
  readonly mayStandAlone: boolean;
};

/**
 * Has Stripe collect a usage statement: on the draft of the contract's renewal where there is one, otherwise on an
 * invoice of its own, which is sent: what is owed by contract is never charged to a card. What was begun before, as the
 * customer's invoices tell, is gone on with; from a draft that is abandoned it is taken away first. Call it below the
 * customer's lock and with invoices that were read below it. @returns Stripe's invoice that collects it;
 * null while none may
 */
export async function collectStatement(
  connection: StripeConnection,
  statement: StatementToCollect,
  invoices: readonly StripeInvoice[],
): Promise<string | null> {
  const { statementKey: key } = statement;
  const carriers = invoices.filter((invoice) => invoice.lines.some((line) => line.statementKey === key));
  for (const { id } of carriers.filter(isAbandoned)) await removeItems(connection, { invoice: id, key });
  const begun = carriers.find((invoice) => !isAbandoned(invoice));
  if (begun) {
    if (begun.statementKey === key && begun.state === "draft") await finalize(connection, begun.id);
    return begun.id;
  }
  const own = invoices.find((invoice) => invoice.statementKey === key && invoice.state === "draft");
  const renewal = own ? null : (invoices.findLast(isOpenRenewal(statement)) ?? null);
  if (!own && !renewal && !statement.mayStandAlone) return null;
  const invoiceId = own?.id ?? renewal?.id ?? (await createOwn(connection, statement));
  await addItem(connection, statement, invoiceId);
  if (!renewal) await finalize(connection, invoiceId);
  return invoiceId;
}

/**
 * The draft of the period that begins where the statement's ends, of a plan that is paid by transfer. One that neither
 * Stripe nor Weir will finalize, as its subscription was cancelled, would never ask for it.
 */
function isOpenRenewal({ periodEnd }: StatementToCollect) {
  return (invoice: StripeInvoice) =>
    invoice.state === "draft" &&
    !invoice.isByCard &&
    invoice.reason === "renewal" &&
    invoice.createdAt >= periodEnd &&
    !isAbandoned(invoice);
}

async function removeItems(
  { client }: StripeConnection,
  { invoice, key }: { invoice: string; key: string },
): Promise<void> {
  const { data } = await client.invoiceItems.list({ invoice, limit: 100 });
  for (const { id, metadata } of data) if (statementKeyOf(metadata) === key) await client.invoiceItems.del(id);
}

async function createOwn({ client }: StripeConnection, statement: StatementToCollect): Promise<string> {
  const { workspaceId, customerId, statementKey, netDays, purchaseOrderNumber } = statement;
  const { id } = await client.invoices.create(
    {
      customer: customerId,
      auto_advance: false,
      currency: "usd",
      collection_method: "send_invoice",
      days_until_due: netDays,
      payment_settings: {
        payment_method_types: ["us_bank_account", "customer_balance"],
        payment_method_options: {
          customer_balance: { funding_type: "bank_transfer", bank_transfer: { type: "us_bank_transfer" } },
        },
      },
      ...(purchaseOrderNumber && { custom_fields: [{ name: "PO number", value: purchaseOrderNumber }] }),
      metadata: { ...statementMetadata(statementKey), purpose: "usage", workspaceId },
    },
    { idempotencyKey: `usage-invoice:${workspaceId}:${statementKey}` },
  );
  return id;
}

async function addItem({ client }: StripeConnection, statement: StatementToCollect, invoice: string): Promise<void> {
  const { workspaceId, customerId, statementKey, description, dueNanos, periodStart, periodEnd } = statement;
  await client.invoiceItems.create(
    {
      customer: customerId,
      invoice,
      amount: nanosToCents(dueNanos),
      currency: "usd",
      description,
      period: { start: toStripeTime(periodStart), end: toStripeTime(periodEnd) },
      metadata: statementMetadata(statementKey),
    },
    { idempotencyKey: `usage:${workspaceId}:${statementKey}:${invoice}` },
  );
}

/** Stripe sends it, or charges the card, by itself from here on. */
async function finalize({ client }: StripeConnection, id: string): Promise<void> {
  await client.invoices.finalizeInvoice(id, { auto_advance: true }, { idempotencyKey: `usage-final:${id}` });
}
