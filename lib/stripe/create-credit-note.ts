import { nanosToCents } from "#lib/domain/cents.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { StripeConnection } from "./connection.ts";

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
 * Takes back a part of an invoice. Look for one under the reference first: Stripe forgets keys after a day. What is not paid yet is no longer due; what was paid by card
 * is refunded; what was paid otherwise is kept as credit for the next invoice. @returns the credit note's id
 */
export async function createCreditNote({ client }: StripeConnection, note: CreditNoteToMake): Promise<string> {
  const { stripeInvoiceId: invoice, amountNanos, memo, reference } = note;
  const {
    status,
    amount_remaining: remainingCents,
    collection_method: method,
  } = await client.invoices.retrieve(invoice);
  const amountCents = nanosToCents(amountNanos);
  const paidCents = amountCents - (status === "open" ? Math.min(amountCents, remainingCents) : 0);
  const isByCard = method === "charge_automatically";
  const { id } = await client.creditNotes.create(
    {
      invoice,
      amount: amountCents,
      memo: memo.slice(0, LONGEST_MEMO),
      ...(paidCents > 0 && (isByCard ? { refund_amount: paidCents } : { credit_amount: paidCents })),
      metadata: { [REFERENCE_NAME]: reference },
    },
    { idempotencyKey: `credit-note:${invoice}:${reference}` },
  );
  return id;
}
