import { billingUrl, type ComposeNotice, dayOf, instantOf, textOf } from "./notice-facts.ts";

export const planChanged: ComposeNotice = (facts) => ({
  subject: `${facts.workspaceName} is now on ${textOf(facts, "to")}`,
  paragraphs: [
    `The plan of ${facts.workspaceName} changed from ${textOf(facts, "from")} to ${textOf(facts, "to")} on ${dayOf(instantOf(facts, "at"))}.`,
  ],
  action: { label: "Open billing", href: billingUrl(facts) },
});
