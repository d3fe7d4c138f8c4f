import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { dueNow } from "./due-now.ts";
import type { CheckoutLine, CheckoutPage } from "./pages/checkout-page.ts";
import { formatAmount } from "./pages/format-amount.ts";
import { formatDay } from "./pages/format-day.ts";
import { type LineItem, type Session, sessionNote } from "./session-notes.ts";

type Description = Pick<CheckoutPage, "heading" | "dueToday" | "later" | "lines" | "submitLabel">;

/** What a session's page says of what is bought and what it costs. */
export function describeSession(account: Account, session: Session, merchantName: string): Description {
  const { lineItems } = sessionNote(account, session.id);
  const currency = session.currency ?? "usd";
  if (session.mode === "setup") {
    const later = "Nothing is charged now. The card can be charged for what you use and buy later.";
    return { heading: `Save a payment method`, dueToday: null, later, lines: [], submitLabel: "Save payment method" };
  }
  if (session.mode === "subscription") return describeSubscription(account, session, lineItems);
  const dueToday = formatAmount(session.amount_total ?? 0, currency);
  const lines = lineItems.map((item) => ({
    description: item.description ?? "",
    details: (item.quantity ?? 1) > 1 ? [unitsOf(item)] : [],
    amount: formatAmount(item.amount_total, currency),
  }));
  return { heading: `Pay ${merchantName}`, dueToday, later: null, lines, submitLabel: `Pay ${dueToday}` };
}

function describeSubscription(account: Account, session: Session, items: readonly LineItem[]): Description {
  const currency = session.currency ?? "usd";
  const { amountCents, lines } = dueNow(account, session);
  const price = items[0]?.price;
  const fullCents = items.reduce((sum, item) => sum + item.amount_total, 0);
  const { billing_cycle_anchor: anchor } = sessionNote(account, session.id).subscriptionData ?? {};
  const start = anchor === undefined ? "" : ` from ${formatDay(anchor)}`;
  return {
    heading: `Subscribe to ${items.map((item) => item.description).join(" and ")}`,
    dueToday: formatAmount(amountCents, currency),
    later: `Then ${formatAmount(fullCents, currency)} ${intervalOf(price)}${start}, until canceled.`,
    lines: lines.map((line) => lineOf(line, items)),
    submitLabel: "Subscribe",
  };
}

function lineOf(line: Wire<Stripe.InvoiceLineItem>, items: readonly LineItem[]): CheckoutLine {
  const item = items.find(({ price }) => price?.id === line.pricing?.price_details?.price);
  return {
    description: item?.description ?? line.description ?? "",
    details: [
      ...(item ? [`${unitsOf(item)} ${intervalOf(item.price)}`] : []),
      `${formatDay(line.period.start)} to ${formatDay(line.period.end)}`,
    ],
    amount: formatAmount(line.amount, line.currency),
  };
}

/** "5 × $99.00" */
function unitsOf({ quantity, price, currency }: LineItem): string {
  return `${quantity} × ${formatAmount(price?.unit_amount ?? 0, currency)}`;
}

function intervalOf(price: LineItem["price"] | undefined): string {
  const { interval = "month", interval_count: count = 1 } = price?.recurring ?? {};
  return count === 1 ? `per ${interval}` : `every ${count} ${interval}s`;
}
