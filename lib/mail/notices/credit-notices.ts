import type { Notice } from "#lib/mail/notice-mail.ts";
import {
  billingUrl,
  type ComposeNotice,
  dayOf,
  dollarsOf,
  instantOf,
  type NoticeFacts,
  optionalTextOf,
  textOf,
} from "./notice-facts.ts";

/** The receipt of a purchase of credits. */
export const creditsToppedUp: ComposeNotice = (facts) => {
  const receiptUrl = optionalTextOf(facts, "receiptUrl");
  return {
    subject: `Receipt: ${dollarsOf(facts, "amount")} of credits for ${facts.workspaceName}`,
    paragraphs: [
      `${dollarsOf(facts, "amount")} of credits ${facts.payload.isAutomatic === true ? "were bought by auto top-up and " : ""}` +
        `are now in the balance of ${facts.workspaceName}.`,
      "Credits do not expire while the workspace is active.",
    ],
    action: receiptUrl
      ? { label: "Open the receipt", href: receiptUrl }
      : { label: "Open billing", href: billingUrl(facts) },
  };
};

export const autoTopUpStopped: ComposeNotice = (facts) => ({
  subject: `Auto top-up of ${facts.workspaceName} has stopped`,
  paragraphs: [
    `No credits could be bought: ${textOf(facts, "reason")}`,
    "Auto top-up stays off until somebody turns it on again. Once the credits are used up, requests are refused with " +
      "402 insufficient_credits.",
  ],
  action: wayOn(facts),
});

export const autoTopUpMaximum: ComposeNotice = (facts) => ({
  subject: `Auto top-up of ${facts.workspaceName} has reached its monthly maximum`,
  paragraphs: [
    `Auto top-up bought ${dollarsOf(facts, "bought")} this month, and another ${dollarsOf(facts, "amount")} would pass its maximum of ${dollarsOf(facts, "maximum")}.`,
    `It buys nothing more before ${dayOf(instantOf(facts, "until"))}, unless you raise the maximum. You can also buy credits ` +
      "by hand. Once they are used up, requests are refused with 402 insufficient_credits.",
  ],
  action: { label: "Open billing", href: billingUrl(facts) },
});

/** Of a refund or a dispute. */
export const creditsReversed: ComposeNotice = (facts) => ({
  subject: `${dollarsOf(facts, "amount")} of credits were taken back from ${facts.workspaceName}`,
  paragraphs: [
    `A payment for credits was refunded or disputed, so ${dollarsOf(facts, "amount")} left the balance of ${facts.workspaceName}.`,
    "If the balance is below zero, nothing can be spent from it until it is covered.",
  ],
  action: { label: "Open billing", href: billingUrl(facts) },
});

export const creditsReinstated: ComposeNotice = (facts) => ({
  subject: `${dollarsOf(facts, "amount")} of credits are back in ${facts.workspaceName}`,
  paragraphs: [
    `A dispute or refund was closed in your favour, so ${dollarsOf(facts, "amount")} is in the balance of ${facts.workspaceName} again.`,
  ],
  action: { label: "Open billing", href: billingUrl(facts) },
});

/** Stripe's page where the bank wants a confirmation; else where auto top-up is turned on again. */
function wayOn(facts: NoticeFacts): Notice["action"] {
  const payUrl = optionalTextOf(facts, "payUrl");
  return payUrl ? { label: "Confirm the payment", href: payUrl } : { label: "Open billing", href: billingUrl(facts) };
}
