import Stripe from "stripe";
import type { StripeConnection } from "./connection.ts";
import { isHeld } from "./hold-draft.ts";
import { invoiceLines } from "./invoice-lines.ts";
import { statementKeyOf } from "./statement-metadata.ts";
import { fromStripeTime } from "./stripe-time.ts";
import { isWithdrawal, withdrawalMetadata } from "./withdrawal-metadata.ts";

const DAY_MS = 86_400_000;

export type Withdrawal = {
  readonly isPaid: boolean;
  /** An open invoice that is still to be paid. */
  readonly dueInvoiceId: string | null;
};

/**
 * Takes back what asks for a subscription's present period, unless it is paid. Stripe neither deletes nor voids the draft
 * of a renewal, so a line of its own takes the plan off and it is finalized with what else is on it, such as usage; a
 * draft that waits for its purchase order goes on waiting. An open invoice is voided if nothing is paid of it, no usage
 * is on it, and either a card was declined or it is not a day old; what was served until then is given away. Every other
 * stays due whole, as it was agreed. Twice changes nothing.
 */
export async function withdrawUnpaid(
  connection: StripeConnection,
  { id, items }: Stripe.Subscription,
  now: Date,
): Promise<Withdrawal> {
  const { client } = connection;
  const periodStart = items.data[0]?.current_period_start ?? 0;
  const { data } = await client.invoices.list({ subscription: id, limit: 100 });
  const invoice = data.find(
    ({ billing_reason: reason, created }) =>
      created >= periodStart && (reason === "subscription_cycle" || reason === "subscription_create"),
  );
  if (!invoice) return { isPaid: false, dueInvoiceId: null };
  const lines = await invoiceLines(connection, invoice);
  switch (invoice.status) {
    case "paid":
      return { isPaid: !lines.some(isWithdrawal), dueInvoiceId: null };
    case "draft":
      return { isPaid: false, dueInvoiceId: await withdrawDraft(client, invoice, lines) };
    case "open": {
      const isDue = !isVoidable(invoice, { lines, now }) || !(await tryVoid(client, invoice.id));
      return { isPaid: false, dueInvoiceId: isDue ? invoice.id : null };
    }
    default:
      return { isPaid: false, dueInvoiceId: null };
  }
}

/** @returns the invoice that has become of it, if it is to be paid */
async function withdrawDraft(
  client: Stripe,
  invoice: Stripe.Invoice,
  lines: readonly Stripe.InvoiceLineItem[],
): Promise<string | null> {
  const plan = lines.filter(({ parent }) => parent?.subscription_item_details?.proration === false);
  const amount = plan.reduce((sum, line) => sum + line.amount, 0);
  const [first] = plan;
  if (first && amount > 0 && !lines.some(isWithdrawal)) {
    const customer = typeof invoice.customer === "string" ? invoice.customer : (invoice.customer?.id ?? "");
    await client.invoiceItems.create(
      {
        customer,
        invoice: invoice.id,
        amount: -amount,
        currency: invoice.currency,
        description: "Not charged: the plan has ended",
        period: { start: first.period.start, end: first.period.end },
        metadata: withdrawalMetadata(),
      },
      { idempotencyKey: `withdraw:${invoice.id}` },
    );
  }
  if (isHeld(invoice.metadata)) return null;
  const { status } = await client.invoices.finalizeInvoice(invoice.id, { auto_advance: true });
  return status === "open" ? invoice.id : null;
}

function isVoidable(
  invoice: Stripe.Invoice,
  { lines, now }: { lines: readonly Stripe.InvoiceLineItem[]; now: Date },
): boolean {
  const hasUsage = lines.some(({ metadata }) => statementKeyOf(metadata) !== null);
  const isByCard = invoice.collection_method === "charge_automatically";
  const isNew = now.getTime() < fromStripeTime(invoice.created).getTime() + DAY_MS;
  return invoice.amount_paid === 0 && !hasUsage && !lines.some(isWithdrawal) && (isByCard || isNew);
}

/** Stripe refuses while a payment is under way. */
async function tryVoid(client: Stripe, invoiceId: string): Promise<boolean> {
  try {
    await client.invoices.voidInvoice(invoiceId);
    return true;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError) return false;
    throw error;
  }
}
