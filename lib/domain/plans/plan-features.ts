import { type PlanId, type PlanTerms, planTerms } from "#lib/domain/catalog/plans.ts";
import { formatDollars, formatWholeCents } from "#lib/domain/money.ts";

export type PlanFeature = { readonly label: string; readonly value: string };

const BY_CONTRACT = "By contract";

/** What a plan costs, in words: "$99.00 per seat and month". */
export function planPriceLabel(planId: PlanId): string {
  const { monthlyPriceNanos, isPricedPerSeat } = planTerms(planId);
  if (monthlyPriceNanos === "contract") return BY_CONTRACT;
  if (monthlyPriceNanos === 0n) return "Free";
  return `${formatDollars(monthlyPriceNanos)} per ${isPricedPerSeat ? "seat and month" : "month"}`;
}

/** What a plan offers, in words from the catalog: the same labels in the same order for every plan. */
export function planFeatures(planId: PlanId): PlanFeature[] {
  const terms = planTerms(planId);
  const perSeat = terms.isPricedPerSeat ? " per seat" : "";
  return [
    { label: "Members", value: membersOf(terms) },
    { label: "Included inference", value: includedOf(terms) },
    { label: "Optimization sessions", value: count(terms.sessionsPerMonth, (n) => `${n}${perSeat} a month`) },
    {
      label: "Rollover",
      value: count(terms.rolloverCap, (n) => (n === 0 ? "None" : `Up to ${n}${perSeat}`)),
    },
    { label: "Further sessions", value: overageOf(terms) },
    { label: "Deployments", value: deploymentsOf(terms) },
    { label: "Replicas", value: count(terms.maxReplicas, (n) => (n === 0 ? "None" : `Up to ${n}`)) },
    {
      label: "Concurrent requests",
      value: count(terms.maxConcurrentRequests, (n) => (n === 0 ? "None" : `Up to ${n}`)),
    },
    { label: "API keys", value: rateOf(terms) },
    { label: "Invoices", value: terms.hasInvoices ? "Monthly, as PDF, with purchase orders" : "Receipts" },
  ];
}

function count(value: number | "contract", say: (value: number) => string): string {
  return value === "contract" ? BY_CONTRACT : say(value);
}

function membersOf({ maxMembers, minMembers }: PlanTerms): string {
  if (maxMembers === "seats") return `One per seat, at least ${minMembers}`;
  return count(maxMembers, (n) => (n === 1 ? "1" : `Up to ${n}`));
}

function includedOf({ includedInferenceNanos, isPricedPerSeat, hasApiKeys }: PlanTerms): string {
  if (includedInferenceNanos === "contract") return BY_CONTRACT;
  const where = hasApiKeys ? "" : ", in the playground only";
  return `${formatWholeCents(includedInferenceNanos)}${isPricedPerSeat ? " per seat" : ""} a month${where}`;
}

function overageOf({ overageSessionNanos }: PlanTerms): string {
  if (overageSessionNanos === "contract") return BY_CONTRACT;
  return overageSessionNanos === "refused" ? "None" : `${formatDollars(overageSessionNanos)} each, from credits`;
}

function deploymentsOf({ modes, playgroundRequestsPerDay }: PlanTerms): string {
  if (modes.length > 0) return modes.map((mode) => ({ flex: "Flex", active: "Active" })[mode]).join(" and ");
  return `Playground only, ${playgroundRequestsPerDay} requests a day`;
}

function rateOf({ keyRequestsPerMinute }: PlanTerms): string {
  if (keyRequestsPerMinute === null) return "None";
  if (keyRequestsPerMinute === "contract") return BY_CONTRACT;
  const { initial, ceiling } = keyRequestsPerMinute;
  return `${grouped(initial)} requests a minute each, up to ${grouped(ceiling)}`;
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}
