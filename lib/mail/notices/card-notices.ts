import { billingUrl, type ComposeNotice, dayOf, instantOf, textOf } from "./notice-facts.ts";

export const cardExpires: ComposeNotice = (facts) => ({
  subject: `The card of ${facts.workspaceName} expires soon`,
  paragraphs: [
    `The card ending in ${textOf(facts, "last4")} that pays for ${facts.workspaceName} expires at the end of ${textOf(facts, "expires")}.`,
    "Change it before then, so that no payment fails.",
  ],
  action: { label: "Change the card", href: billingUrl(facts) },
});

export const purchaseOrderExpires: ComposeNotice = (facts) => ({
  subject: `Purchase order ${textOf(facts, "number")} expires soon`,
  paragraphs: [
    `Invoices of ${facts.workspaceName} name purchase order ${textOf(facts, "number")}, which is good through ${dayOf(new Date(instantOf(facts, "expiresAt").getTime() - 1))}.`,
    "Give the new one under billing details before then, or send it to your contact at our sales team if it stands in " +
      "your contract, so that invoices are not held up.",
  ],
  action: { label: "Open billing", href: billingUrl(facts) },
});
