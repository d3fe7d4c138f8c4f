import { formatUtcDay, parsePeriodKey } from "#lib/domain/billing-period.ts";
import { formatDollars } from "#lib/domain/money.ts";
import {
  billingUrl,
  type ComposeNotice,
  dayOf,
  instantOf,
  type NoticeFacts,
  optionalTextOf,
  textOf,
} from "./notice-facts.ts";

/** That a spend limit's threshold was reached, or will be at the present pace. */
export const spendLimitAlert: ComposeNotice = (facts) => {
  const whose = limitName(facts);
  const spent = `${nanosOf(facts, "settledNanos")} of ${nanosOf(facts, "limitNanos")} is spent.`;
  const action = { label: "Open the spend limit", href: `${billingUrl(facts)}/spend-limit` };
  const threshold = textOf(facts, "threshold");
  if (threshold === "pace") {
    const day =
      optionalTextOf(facts, "reachesLimitAt") === null
        ? "before the month ends"
        : `on ${dayOf(instantOf(facts, "reachesLimitAt"))}`;
    return {
      subject: `${whose} is reached ${day} at this pace`,
      paragraphs: [
        `${spent} At the pace of this month so far, ${lowerFirst(whose)} is reached ${day}.`,
        afterwards(facts),
      ],
      action,
    };
  }
  const isReached = threshold === "100";
  return {
    subject: isReached ? `${whose} is reached` : `${threshold}% of ${lowerFirst(whose)} is spent`,
    paragraphs: [spent, isReached ? refusal(facts) : afterwards(facts)],
    action,
  };
};

/** What "Send test" sends. */
export const spendLimitTest: ComposeNotice = (facts) => ({
  subject: `Test of the spend alerts of ${facts.workspaceName}`,
  paragraphs: [
    "This is a test, sent by somebody who may set spend limits. No limit was reached.",
    `Alerts about the spend limit of ${facts.workspaceName} arrive like this one.`,
  ],
  action: { label: "Open the spend limit", href: `${billingUrl(facts)}/spend-limit` },
});

function limitName({ workspaceName, scopeName, payload }: NoticeFacts): string {
  if (payload.scope === "workspace") return `The spend limit of ${workspaceName}`;
  return `The spend limit of ${scopeName ?? "a member or key"} in ${workspaceName}`;
}

function afterwards(facts: NoticeFacts): string {
  return `Once it is reached, requests are refused with 403 plan_limit_exceeded until ${resetDay(facts)}, or until the limit is raised.`;
}

function refusal(facts: NoticeFacts): string {
  return `Requests are now refused with 403 plan_limit_exceeded until ${resetDay(facts)}, or until the limit is raised.`;
}

function resetDay(facts: NoticeFacts): string {
  const period = parsePeriodKey(textOf(facts, "period"));
  if (!period) throw new Error("The message's period is none.");
  return `${formatUtcDay(period.end)}, 00:00 UTC`;
}

const nanosOf = (facts: NoticeFacts, field: string) => formatDollars(BigInt(textOf(facts, field)));
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
