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

/** The receipt of a payment for a plan. */
export const planPaid: ComposeNotice = (facts) => ({
  subject: `Receipt: ${dollarsOf(facts, "amount")} for the plan of ${facts.workspaceName}`,
  paragraphs: [
    `${dollarsOf(facts, "amount")} was paid on ${dayOf(instantOf(facts, "at"))} for ${facts.workspaceName}${invoiceOf(facts)}.`,
    `It paid for: ${textOf(facts, "description")}, ${dayOf(instantOf(facts, "from"))} to ${lastDayOf(facts)}.`,
  ],
  action: linkTo(facts, "receiptUrl", "Open the receipt"),
});

/** A refund is made by hand, so it changes nothing else by itself. */
export const planRefunded: ComposeNotice = (facts) => ({
  subject: `${dollarsOf(facts, "refunded")} was refunded to ${facts.workspaceName}`,
  paragraphs: [
    `${dollarsOf(facts, "refunded")} of the ${dollarsOf(facts, "paid")} that was paid for ${textOf(facts, "description")}${invoiceOf(facts)} ` +
      "was given back. With cards, it can take some days to arrive.",
    "The plan stays as it is until the end of the period that was paid for.",
  ],
  action: linkTo(facts, "invoiceUrl", "Open the invoice"),
});

export const planDisputed: ComposeNotice = (facts) => {
  const state = textOf(facts, "state");
  const payment = `the payment of ${dollarsOf(facts, "paid")} for the plan of ${facts.workspaceName}${invoiceOf(facts)}`;
  const said = DISPUTES[state];
  if (!said) throw new Error("The message's state is none of a dispute.");
  return {
    subject: `${said.subject} ${facts.workspaceName}`,
    paragraphs: [
      `${said.before} ${payment}${said.after}`,
      "The plan stays as it is until the end of the period that was paid for.",
    ],
    action: { label: "Open billing", href: billingUrl(facts) },
  };
};

const DISPUTES: Readonly<Record<string, { subject: string; before: string; after: string }>> = {
  open: {
    subject: "A plan payment is disputed:",
    before: "Your bank has been asked to take back",
    after: ". If that is a mistake, tell the bank so.",
  },
  won: { subject: "A disputed plan payment stands:", before: "The bank has decided that", after: " stands." },
  lost: {
    subject: "A disputed plan payment was taken back:",
    before: "The bank has taken back",
    after: ". If the plan is to go on, see that the card on file is the right one before the next payment.",
  },
};

/** " (invoice A-0001)" where the invoice has a number. */
function invoiceOf(facts: NoticeFacts): string {
  const number = optionalTextOf(facts, "number");
  return number === null ? "" : ` (invoice ${number})`;
}

/** The day before the instant at which the period ends. */
function lastDayOf(facts: NoticeFacts): string {
  return dayOf(new Date(instantOf(facts, "until").getTime() - 1));
}

function linkTo(facts: NoticeFacts, field: string, label: string): Notice["action"] {
  const href = optionalTextOf(facts, field);
  return href ? { label, href } : { label: "Open billing", href: billingUrl(facts) };
}
