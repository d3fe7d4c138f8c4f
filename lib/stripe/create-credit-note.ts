import { nanosToCents } from "#lib/domain/cents.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { StripeConnection } from "./connection.ts";
import { divideRefund } from "./divide-refund.ts";

const REFERENCE_NAME = "weir_reference";
const LONGEST_MEMO = 500;

export type CreditNoteToMake = {
  readonly stripeInvoiceId: string;
  /** Whole cents above zero, at most what is left of the invoice. */
  readonly amountNanos: Nanos;
  readonly memo: string;
  /** The caller's own name for it, by which a repetition is known. */
  readonly reference: string;
};

/** The credit note that was made under a reference; null before. */
export async function findCreditNote(
  { client }: StripeConnection,
  { stripeInvoiceId: invoice, reference }: Pick<CreditNoteToMake, "stripeInvoiceId" | "reference">,
): Promise<string | null> {
  const made = await client.creditNotes.list({ invoice, limit: 100 });
  return made.data.find(({ metadata }) => metadata?.[REFERENCE_NAME] === reference)?.id ?? null;
}

/**
 * Takes back a part of an invoice. Look for one under the reference first: Stripe forgets keys after a day. What is not
 * paid yet is no longer due; what a card paid is refunded; what was paid otherwise, by the customer's balance too, is
 * kept as credit for the next invoice. @returns the credit note's id
 * @throws AppError when more is to be given back than is left of what was paid
 */
export async function createCreditNote(connection: StripeConnection, note: CreditNoteToMake): Promise<string> {
  const { client } = connection;
  const { stripeInvoiceId, amountNanos, memo, reference } = note;
  const invoice = await client.invoices.retrieve(stripeInvoiceId);
  const amountCents = nanosToCents(amountNanos);
  const unpaidCents = invoice.status === "open" ? Math.min(amountCents, invoice.amount_remaining) : 0;
  const paidCents = amountCents - unpaidCents;
  const { refundCents, creditCents } =
    invoice.collection_method === "charge_automatically"
      ? await divideRefund(connection, invoice, paidCents)
      : { refundCents: 0, creditCents: paidCents };
  const { id } = await client.creditNotes.create(
    {
      invoice: invoice.id,
      amount: amountCents,
      memo: memo.slice(0, LONGEST_MEMO),
      ...(refundCents > 0 && { refund_amount: refundCents }),
      ...(creditCents > 0 && { credit_amount: creditCents }),
      metadata: { [REFERENCE_NAME]: reference },
    },
    { idempotencyKey: `credit-note:${invoice.id}:${reference}` },
  );
  return id;
}
