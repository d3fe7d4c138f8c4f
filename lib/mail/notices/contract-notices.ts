import { billingUrl, type ComposeNotice, dayOf, dollarsOf, instantOf, textOf } from "./notice-facts.ts";

const CONTACT = "Talk to your contact at our sales team";

export const purchaseOrderIsUsed: ComposeNotice = (facts) => {
  const number = textOf(facts, "number");
  const isUsedUp = textOf(facts, "percent") === "100";
  const figures = `${dollarsOf(facts, "used")} of ${dollarsOf(facts, "amount")}`;
  return {
    subject: isUsedUp ? `Purchase order ${number} is used up` : `Purchase order ${number} is nearly used up`,
    paragraphs: [
      `What is invoiced or accrued for ${facts.workspaceName} under purchase order ${number} is ${figures}: ${
        isUsedUp ? "all of it" : `over ${textOf(facts, "percent")}%`
      }.`,
      `${CONTACT} about a higher amount or the next purchase order, so that invoices are not held up. Nothing stops working because of this.`,
    ],
    action: { label: "Open billing", href: billingUrl(facts) },
  };
};

export const contractEnds: ComposeNotice = (facts) => {
  const lastDay = dayOf(new Date(instantOf(facts, "endsAt").getTime() - 1));
  return {
    subject: `The contract of ${facts.workspaceName} ends in ${textOf(facts, "days")} days or less`,
    paragraphs: [
      `The Enterprise contract of ${facts.workspaceName} ends with ${lastDay}.`,
      `Unless it is extended, the workspace moves to Starter on ${dayOf(instantOf(facts, "servesUntil"))}: API keys are revoked, ` +
        "deployments stop, and one member keeps access. Nothing is deleted, and credits stay.",
      `${CONTACT} to extend it.`,
    ],
    action: { label: "Open billing", href: billingUrl(facts) },
  };
};
