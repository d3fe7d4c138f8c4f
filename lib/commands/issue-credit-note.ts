import { createHash } from "node:crypto";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import type { Database, Db } from "#lib/data/client.ts";
import { type CreditableInvoice, findInvoiceByNumber, insertCreditNote } from "#lib/data/credit-notes.ts";
import { lockIssuing, takeCreditNoteNumber } from "#lib/data/invoice-counters.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { findStripeCustomerId, lockCustomer } from "#lib/data/stripe-customers.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { AppError } from "#lib/domain/errors.ts";
import { composeCreditNoteDocument } from "#lib/domain/invoices/compose-document.ts";
import { creditNoteNumber } from "#lib/domain/invoices/invoice-number.ts";
import { formatWholeCents, NANOS_PER_CENT, type Nanos, sumNanos, toExactDollars } from "#lib/domain/money.ts";
import { newId } from "#lib/platform/ids.ts";
import { newInvoicePrefix } from "#lib/platform/new-invoice-prefix.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import { createCreditNote, findCreditNote } from "#lib/stripe/create-credit-note.ts";
import { fewAtOnce } from "./few-at-once.ts";
import { syncBilling } from "./sync-billing.ts";

const LONGEST_CALLS = { maxWait: 15_000, timeout: 90_000 };
const LONGEST_REASON = 300;

export type CreditNoteToIssue = {
  /** Credit notes come from the operator, never from a workspace's own people. */
  readonly actor: Extract<Actor, { type: "system" }>;
  readonly workspaceId: string;
  readonly invoiceNumber: string;
  /** Whole cents. */
  readonly amountNanos: Nanos;
  readonly reason: string;
  readonly now: Date;
};

export type IssuedCreditNote = { readonly number: string; readonly isNew: boolean; readonly leftNanos: Nanos };

/**
 * Takes back a part of an issued invoice, at Stripe and on a document of its own. The same amount for the same reason
 * on the same invoice is one credit note, however often it is asked for.
 * @throws AppError when there is no such invoice, or less is left of it than is to be taken back
 */
export async function issueCreditNote(
  { db, stripe }: { db: Database; stripe: StripeConnection },
  input: CreditNoteToIssue,
): Promise<IssuedCreditNote> {
  const { workspaceId, amountNanos, now } = input;
  const reason = input.reason.replace(/\s+/g, " ").trim();
  if (reason === "" || reason.length > LONGEST_REASON) {
    throw new AppError("invalid_input", `Say why, in at most ${LONGEST_REASON} characters.`);
  }
  if (amountNanos <= 0n || amountNanos % NANOS_PER_CENT !== 0n) {
    throw new AppError("invalid_input", "Give an amount above $0 in whole cents.");
  }
  const customerId = await findStripeCustomerId(db, workspaceId);
  if (!customerId) throw new AppError("not_found", "This workspace has never paid, so there is no invoice to correct.");
  const issued = await fewAtOnce(() =>
    db.$transaction(async (tx) => {
      await lockCustomer(tx, customerId);
      return issue(tx, stripe, { ...input, reason });
    }, LONGEST_CALLS),
  );
  await syncBilling({ db, stripe, now, requestId: null }, customerId);
  return issued;
}

async function issue(tx: Db, stripe: StripeConnection, input: CreditNoteToIssue): Promise<IssuedCreditNote> {
  const { workspaceId, invoiceNumber, amountNanos, reason, now } = input;
  const invoice = await findInvoiceByNumber(tx, workspaceId, invoiceNumber);
  if (!invoice) throw new AppError("not_found", `This workspace has no invoice ${invoiceNumber}.`);
  const creditedNanos = sumNanos(invoice.creditNotes.map(({ totalNanos }) => totalNanos));
  const leftNanos = invoice.totalNanos - creditedNanos;
  const reference = createHash("sha256")
    .update(`${invoice.invoiceId}/${amountNanos}/${reason}`)
    .digest("hex")
    .slice(0, 32);
  const stripeCreditNoteId = await creditAtStripe(stripe, { ...input, invoice, reference, leftNanos });
  const before = invoice.creditNotes.find((note) => note.stripeCreditNoteId === stripeCreditNoteId);
  if (before) return { number: before.number, isNew: false, leftNanos };
  await lockIssuing(tx, workspaceId, newInvoicePrefix());
  const { prefix, sequence } = await takeCreditNoteNumber(tx, workspaceId);
  const number = creditNoteNumber(prefix, sequence);
  const creditNoteId = newId("creditNote", now);
  const document = composeCreditNoteDocument({ number, issuedAt: now, amountNanos, reason, invoice: invoice.document });
  const kept = { creditNoteId, sequence, number, reason, stripeCreditNoteId, issuedAt: now, document };
  await insertCreditNote(tx, workspaceId, { ...kept, invoiceId: invoice.invoiceId, totalNanos: amountNanos });
  await tell(tx, input, { number, creditNoteId });
  return { number, isNew: true, leftNanos: leftNanos - amountNanos };
}

type AtStripe = CreditNoteToIssue & { invoice: CreditableInvoice; reference: string; leftNanos: Nanos };

/** What Stripe has under the reference already is not measured against what is left. */
async function creditAtStripe(stripe: StripeConnection, input: AtStripe): Promise<string> {
  const { invoice, amountNanos, reason, reference, leftNanos, invoiceNumber } = input;
  const { stripeInvoiceId, status } = invoice;
  if (stripeInvoiceId === null || (status !== "open" && status !== "paid")) {
    throw new AppError("conflict", `Invoice ${invoiceNumber} asks for nothing, so nothing can be taken back of it.`);
  }
  const note = { stripeInvoiceId, amountNanos, memo: reason, reference };
  const found = await findCreditNote(stripe, note);
  if (found) return found;
  if (amountNanos > leftNanos) {
    const left = formatWholeCents(leftNanos > 0n ? leftNanos : 0n);
    throw new AppError("conflict", `Only ${left} is left of invoice ${invoiceNumber}. Give at most that.`);
  }
  return createCreditNote(stripe, note);
}

async function tell(
  tx: Db,
  input: CreditNoteToIssue,
  { number, creditNoteId }: { number: string; creditNoteId: string },
) {
  const { workspaceId, invoiceNumber, amountNanos, reason, actor, now } = input;
  await insertOutboxMessage(tx, workspaceId, {
    messageKey: `invoice_credit_note/${number}`,
    topic: "invoice.credit_note",
    payload: { creditNoteId, number, invoiceNumber, amount: toExactDollars(amountNanos), reason },
    createdAt: now,
  });
  await insertAuditEntry(tx, {
    workspaceId,
    action: "credit_note.issued",
    actor,
    targetType: "invoice",
    targetId: invoiceNumber,
    before: null,
    after: { number, amount: toExactDollars(amountNanos), reason },
    ip: null,
    requestId: null,
    at: now,
  });
}
