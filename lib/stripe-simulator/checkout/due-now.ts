import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { callApi } from "./call-api.ts";
import { type Session, sessionNote } from "./session-notes.ts";

/** What a subscription costs at once, which is less than its price when its first period is a part of one. */
export function dueNow(
  account: Account,
  session: Session,
): { amountCents: number; lines: Wire<Stripe.InvoiceLineItem>[] } {
  const { lineItems, subscriptionData } = sessionNote(account, session.id);
  const { billing_cycle_anchor, billing_cycle_anchor_config, proration_behavior } = subscriptionData ?? {};
  const hasAnchor = billing_cycle_anchor !== undefined || billing_cycle_anchor_config !== undefined;
  if (hasAnchor && proration_behavior === "none") return { amountCents: 0, lines: [] };
  const preview = callApi<Wire<Stripe.Invoice>>(account, "POST", "/v1/invoices/create_preview", {
    ...(session.customer === null ? {} : { customer: session.customer }),
    currency: session.currency,
    subscription_details: {
      items: lineItems.map(({ price, quantity }) => ({ price: price?.id, quantity })),
      ...(billing_cycle_anchor === undefined ? {} : { billing_cycle_anchor }),
      ...(billing_cycle_anchor_config === undefined ? {} : { billing_cycle_anchor_config }),
      ...(proration_behavior === undefined ? {} : { proration_behavior }),
    },
  });
  return { amountCents: preview.amount_due, lines: preview.lines.data };
}
