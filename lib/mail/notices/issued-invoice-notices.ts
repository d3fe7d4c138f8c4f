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

const invoicesUrl = (facts: NoticeFacts) => `${billingUrl(facts)}/invoices`;

export const invoiceIssued: ComposeNotice = (facts) => {
  const number = textOf(facts, "number");
  const poNumber = optionalTextOf(facts, "poNumber");
  const payUrl = optionalTextOf(facts, "payUrl");
  return {
    subject: `Invoice ${number} of ${dollarsOf(facts, "total")}`,
    paragraphs: [
      `Invoice ${number} of ${facts.workspaceName} for ${textOf(facts, "periodLabel")} is ready.` +
        (poNumber ? ` It names purchase order ${poNumber}.` : ""),
      howItIsPaid(facts),
      "Its PDF is under Settings > Billing > Invoices.",
    ],
    action:
      payUrl && facts.payload.isByCard !== true
        ? { label: "Pay the invoice", href: payUrl }
        : { label: "Open the invoice", href: `${invoicesUrl(facts)}/${textOf(facts, "invoiceId")}` },
  };
};

function howItIsPaid(facts: NoticeFacts): string {
  if (textOf(facts, "status") !== "open" || textOf(facts, "amount") === "0.00") return "Nothing is left to pay.";
  const amount = dollarsOf(facts, "amount");
  if (facts.payload.isByCard === true) return `${amount} is charged to the card. You need do nothing.`;
  const due = optionalTextOf(facts, "dueAt") === null ? "" : ` by ${dayOf(instantOf(facts, "dueAt"))}`;
  return `Please pay ${amount}${due}, by bank transfer or on the invoice's page. The bank details are on the invoice.`;
}

export const creditNoteIssued: ComposeNotice = (facts) => ({
  subject: `Credit note ${textOf(facts, "number")} of ${dollarsOf(facts, "amount")}`,
  paragraphs: [
    `${dollarsOf(facts, "amount")} of invoice ${textOf(facts, "invoiceNumber")} of ${facts.workspaceName} was taken back: ` +
      `${textOf(facts, "reason")}`,
    "What is unpaid of the invoice is lower by it. What was paid by card goes back to the card; what was paid otherwise " +
      "lowers the next invoice.",
  ],
  action: { label: "Open invoices", href: invoicesUrl(facts) },
});

export const purchaseOrderMissing: ComposeNotice = (facts) => ({
  subject: `An invoice of ${facts.workspaceName} waits for a purchase order`,
  paragraphs: [
    `An invoice of ${dollarsOf(facts, "total")} is ready, but the contract requires a purchase order and ` +
      (textOf(facts, "state") === "expired" ? "the one that is known has run out." : "none is known."),
    "Give its number under Settings > Billing > Details, and the invoice is issued at once.",
  ],
  action: { label: "Give the purchase order", href: `${billingUrl(facts)}/details` },
});
