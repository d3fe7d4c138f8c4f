import { NANOS_PER_DOLLAR, type Nanos } from "#lib/domain/money.ts";

export const PLAN_IDS = ["starter", "pro", "team", "enterprise"] as const;
export type PlanId = (typeof PLAN_IDS)[number];
export type DeploymentMode = "flex" | "active";

/** A bound set by the contract of one Enterprise workspace rather than by the plan. */
export type ByContract = "contract";

export type PlanTerms = {
  readonly id: PlanId;
  readonly name: string;
  readonly monthlyPriceNanos: Nanos | ByContract;
  readonly isPricedPerSeat: boolean;
  readonly minMembers: number;
  /** The most members, or "seats" where every seat bought admits one. */
  readonly maxMembers: number | "seats" | ByContract;
  readonly sessionsPerMonth: number | ByContract;
  readonly rolloverCap: number | ByContract;
  readonly overageSessionNanos: Nanos | "refused" | ByContract;
  readonly includedInferenceNanos: Nanos | ByContract;
  readonly hasApiKeys: boolean;
  readonly modes: readonly DeploymentMode[];
  readonly playgroundRequestsPerDay: number | "unlimited";
  readonly maxReplicas: number | ByContract;
  readonly maxConcurrentRequests: number | ByContract;
  readonly keyRequestsPerMinute: { readonly initial: number; readonly ceiling: number } | null | ByContract;
  readonly concurrentSessions: number | ByContract;
  readonly hasInvoices: boolean;
  /** Whether sales may give a workspace token rates of its own. */
  readonly hasVolumePricing: boolean;
};

/** How many requests a replica serves at once; published, and the plans' bounds are multiples of it. */
export const REQUESTS_PER_REPLICA = 30;

const dollars = (amount: bigint): Nanos => amount * NANOS_PER_DOLLAR;
const OVERAGE_SESSION_NANOS = 2_500_000_000n;

export const PLANS = {
  starter: {
    id: "starter",
    name: "Starter",
    monthlyPriceNanos: 0n,
    isPricedPerSeat: false,
    minMembers: 1,
    maxMembers: 1,
    sessionsPerMonth: 3,
    rolloverCap: 0,
    overageSessionNanos: "refused",
    includedInferenceNanos: 500_000_000n,
    hasApiKeys: false,
    modes: [],
    playgroundRequestsPerDay: 100,
    maxReplicas: 0,
    maxConcurrentRequests: 0,
    keyRequestsPerMinute: null,
    concurrentSessions: 1,
    hasInvoices: false,
    hasVolumePricing: false,
  },
  pro: {
    id: "pro",
    name: "Pro",
    monthlyPriceNanos: dollars(49n),
    isPricedPerSeat: false,
    minMembers: 1,
    maxMembers: 3,
    sessionsPerMonth: 20,
    rolloverCap: 40,
    overageSessionNanos: OVERAGE_SESSION_NANOS,
    includedInferenceNanos: dollars(10n),
    hasApiKeys: true,
    modes: ["flex"],
    playgroundRequestsPerDay: "unlimited",
    maxReplicas: 8,
    maxConcurrentRequests: 240,
    keyRequestsPerMinute: { initial: 500, ceiling: 1_000 },
    concurrentSessions: 3,
    hasInvoices: false,
    hasVolumePricing: false,
  },
  team: {
    id: "team",
    name: "Team",
    monthlyPriceNanos: dollars(99n),
    isPricedPerSeat: true,
    minMembers: 2,
    maxMembers: "seats",
    sessionsPerMonth: 100,
    rolloverCap: 200,
    overageSessionNanos: OVERAGE_SESSION_NANOS,
    includedInferenceNanos: dollars(20n),
    hasApiKeys: true,
    modes: ["flex", "active"],
    playgroundRequestsPerDay: "unlimited",
    maxReplicas: 32,
    maxConcurrentRequests: 960,
    keyRequestsPerMinute: { initial: 5_000, ceiling: 10_000 },
    concurrentSessions: 10,
    hasInvoices: true,
    hasVolumePricing: true,
  },
  enterprise: {
    id: "enterprise",
    name: "Enterprise",
    monthlyPriceNanos: "contract",
    isPricedPerSeat: false,
    minMembers: 1,
    maxMembers: "contract",
    sessionsPerMonth: "contract",
    rolloverCap: "contract",
    overageSessionNanos: "contract",
    includedInferenceNanos: "contract",
    hasApiKeys: true,
    modes: ["flex", "active"],
    playgroundRequestsPerDay: "unlimited",
    maxReplicas: "contract",
    maxConcurrentRequests: "contract",
    keyRequestsPerMinute: "contract",
    concurrentSessions: "contract",
    hasInvoices: true,
    hasVolumePricing: true,
  },
} as const satisfies Record<PlanId, PlanTerms>;

/** Reads a stored plan; an unknown one is refused by returning null. */
export function parsePlanId(text: string): PlanId | null {
  return PLAN_IDS.find((id) => id === text) ?? null;
}

/**
 * The terms of a plan, amounts in nano-dollars. A plan priced per seat states its price, sessions, rollover and
 * included inference for one seat; everything else is for the whole workspace.
 */
export function planTerms(planId: PlanId): PlanTerms {
  return PLANS[planId];
}
