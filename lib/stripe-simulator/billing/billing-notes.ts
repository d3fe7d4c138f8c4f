import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { notesOf } from "#lib/stripe-simulator/core/notes-of.ts";
import type { InvoiceLine, SubscriptionItem } from "./billing-objects.ts";
import type { Span } from "./prorate.ts";

/**
 * What was last charged for a subscription item's current time: the source of every credit, so that a credit gives
 * back what was charged even if price or quantity changed since without a charge.
 */
export type Charged = {
  price: string;
  unitAmountDecimal: string;
  quantity: number;
  /** The whole interval that the price pays for. */
  span: Span;
  /** Where the charged time ends. */
  until: number;
  /** The invoice and line that charged it; or the invoice item, while it waits for an invoice. */
  invoice: string | null;
  line: string | null;
  invoiceItem: string | null;
  /** What this one credited: it counts again should its invoice be voided. */
  before: Charged | null;
};

export type SubscriptionNote = {
  /** The period end of which `invoice.upcoming` has told already. */
  upcomingTold?: number;
  /** A change that waits for its invoice to be paid. */
  pending?: { invoice: string; item: SubscriptionItem; metadata: Record<string, string>; charged: Charged | null };
};

export type InvoiceNote = {
  /** The payment intent that pays it, once there is one. */
  intent?: string;
  /** For send_invoice: the due date counts from when it is finalized. */
  daysUntilDue?: number;
  /** While an update tries to pay its own invoice: it alone says what becomes of the subscription. */
  isDecidedByUpdate?: boolean;
  isDueTold?: boolean;
  isOverdueTold?: boolean;
};

/** What happens to a subscription when the last retry of its invoice has failed. */
export type AfterRetries = "cancel" | "mark_unpaid" | "leave_past_due";

export const chargedNotes = (account: Account) => notesOf<Charged>(account, "billing.charged");
export const lineNotes = (account: Account) => notesOf<InvoiceLine[]>(account, "billing.lines");
const subscriptionNotes = (account: Account) => notesOf<SubscriptionNote>(account, "billing.subscriptions");
const invoiceNotes = (account: Account) => notesOf<InvoiceNote>(account, "billing.invoices");
const settings = (account: Account) => notesOf<AfterRetries>(account, "billing.settings");

/** The note of a subscription, to be changed in place. */
export function subscriptionNote(account: Account, id: string): SubscriptionNote {
  return noteIn(subscriptionNotes(account), id);
}

/** The note of an invoice, to be changed in place. */
export function invoiceNote(account: Account, id: string): InvoiceNote {
  return noteIn(invoiceNotes(account), id);
}

/** Stripe's default, unless a test or the control API chose otherwise. */
export function afterRetries(account: Account): AfterRetries {
  return settings(account).get("afterRetries") ?? "cancel";
}

export function setAfterRetries(account: Account, choice: AfterRetries): void {
  settings(account).set("afterRetries", choice);
}

function noteIn<T extends object>(notes: Map<string, T>, id: string): T {
  const note = notes.get(id) ?? ({} as T);
  notes.set(id, note);
  return note;
}
