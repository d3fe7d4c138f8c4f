import { PAYMENT_GRACE_DAYS, paymentState } from "#lib/domain/plans/payment-state.ts";
import type { Notice } from "#lib/mail/notice-mail.ts";
import {
  billingUrl,
  type ComposeNotice,
  dayOf,
  dollarsOf,
  instantOf,
  type NoticeFacts,
  optionalTextOf,
} from "./notice-facts.ts";

const KEPT = "Nothing is deleted.";

/** Of a card that was declined, and of an invoice that was due. */
export const paymentMissing: ComposeNotice = (facts) => ({
  subject: `A payment of ${facts.workspaceName} is missing`,
  paragraphs: [
    `The payment${ofAmount(facts)} for the plan of ${facts.workspaceName} was due on ${dayOf(instantOf(facts, "since"))} and has not gone through.`,
    `Everything works as before until ${graceEnd(facts)}, for ${PAYMENT_GRACE_DAYS} days. If it is not paid by then, the ` +
      `workspace becomes read-only and its API requests are refused. ${KEPT}`,
    "Pay the open invoice. Where a card was declined, you can change it there too.",
  ],
  action: wayToPay(facts),
});

export const graceEndsSoon: ComposeNotice = (facts) => ({
  subject: `${facts.workspaceName} becomes read-only on ${graceEnd(facts)}`,
  paragraphs: [
    `A payment${ofAmount(facts)} has been missing since ${dayOf(instantOf(facts, "since"))}.`,
    `If it is not paid by ${graceEnd(facts)}, nothing can be changed in ${facts.workspaceName} any more and its API ` +
      `requests are refused with 403 payment_overdue. ${KEPT}`,
  ],
  action: wayToPay(facts),
});

export const becameReadOnly: ComposeNotice = (facts) => ({
  subject: `${facts.workspaceName} is read-only until it is paid`,
  paragraphs: [
    `A payment${ofAmount(facts)} has been missing since ${dayOf(instantOf(facts, "since"))}, and the ` +
      `${PAYMENT_GRACE_DAYS} days of grace are over.`,
    "API requests are refused with 403 payment_overdue, and nothing can be changed in the console except what pays. " +
      KEPT,
    "As soon as it is paid, everything works again.",
  ],
  action: wayToPay(facts),
});

export const paymentRecovered: ComposeNotice = (facts) => ({
  subject: `${facts.workspaceName} is paid`,
  paragraphs: [
    `The payment that was missing since ${dayOf(instantOf(facts, "since"))} has arrived. Thank you.`,
    ...newCardOf(facts),
    "Everything works as before. You need do nothing.",
  ],
  action: { label: "Open billing", href: billingUrl(facts) },
});

/** Said where the card that paid is another than the one that failed. */
function newCardOf({ payload: { newCard } }: NoticeFacts): string[] {
  const { last4 } = (newCard ?? {}) as { last4?: unknown };
  if (typeof last4 !== "string") return [];
  return [`The card that paid it, ending in ${last4}, pays from now on. The one that failed is not charged any more.`];
}

function ofAmount(facts: NoticeFacts): string {
  return optionalTextOf(facts, "amount") === null ? "" : ` of ${dollarsOf(facts, "amount")}`;
}

function graceEnd(facts: NoticeFacts): string {
  const pastDueSince = instantOf(facts, "since");
  const state = paymentState({ pastDueSince }, pastDueSince);
  if (state.kind === "ok") throw new Error("A missing payment has a grace.");
  return dayOf(state.until);
}

/** Stripe's page of the invoice where there is one; else where the card can be changed. */
function wayToPay(facts: NoticeFacts): Notice["action"] {
  const payUrl = optionalTextOf(facts, "payUrl");
  return payUrl ? { label: "Pay now", href: payUrl } : { label: "Open billing", href: billingUrl(facts) };
}
