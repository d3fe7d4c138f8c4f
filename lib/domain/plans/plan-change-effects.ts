import { type BillingPeriod, formatUtcDay } from "#lib/domain/billing-period.ts";
import { modelName } from "#lib/domain/catalog/models.ts";
import { includedInference } from "#lib/domain/included-inference.ts";
import { formatWholeCents, type Nanos } from "#lib/domain/money.ts";
import { includedGained, sessionsGained } from "./grant-pro-rata.ts";
import type { BoundMember } from "./members-over-bound.ts";
import { type BoundDeployment, type Holdings, planEnforcement } from "./plan-enforcement.ts";
import { type PlanSeats, planSeatsName, sessionsPerMonth } from "./plan-seats.ts";

export type EffectKind =
  | "waiting_change_ends"
  | "included_gained"
  | "included_falls"
  | "sessions_gained"
  | "sessions_fall"
  | "rolled_over_sessions_clear"
  | "members_lose_access"
  | "members_regain_access"
  | "deployments_become_flex"
  | "replicas_clamped"
  | "deployments_stopped"
  | "keys_revoked";

/** One thing that a change of plan or seats does besides its price, in the words in which it was shown. */
export type PlanChangeEffect = {
  readonly kind: EffectKind;
  readonly tone: "gain" | "loss";
  readonly sentence: string;
  /** Whom or what it is about. */
  readonly names: readonly string[];
};

type NamedMember = BoundMember & { readonly name: string; readonly isSuspended: boolean };

export type PlanChangeToWeigh = {
  readonly from: PlanSeats;
  readonly to: PlanSeats;
  readonly isImmediate: boolean;
  /** When it takes effect: the instant that it is prorated at, or the start of the next period. */
  readonly at: Date;
  /** The present period. */
  readonly period: BillingPeriod;
  /** The highest monthly included inference that this period's grant was raised to. */
  readonly grantedMonthlyNanos: Nanos;
  /** Optimization sessions carried over from earlier periods. */
  readonly rolledOverSessions: number;
  /** The change that waits for the next period: this one takes its place. */
  readonly waiting: (PlanSeats & { readonly effectiveAt: Date }) | null;
  readonly holdings: Holdings<NamedMember, BoundDeployment, { readonly label: string }>;
};

/** What a change of plan or seats does besides its price, in order of weight: what is gained, what changes, what is lost. */
export function planChangeEffects(change: PlanChangeToWeigh): PlanChangeEffect[] {
  return [
    ...waitingEffects(change),
    ...allowanceEffects(change),
    ...rolloverEffects(change),
    ...holdingEffects(change),
  ];
}

function waitingEffects({ waiting }: PlanChangeToWeigh) {
  if (!waiting) return [];
  const what = `The change to ${planSeatsName(waiting)} on ${formatUtcDay(waiting.effectiveAt)} will not happen: this change takes its place.`;
  return [loss("waiting_change_ends", what)];
}

function allowanceEffects({ from, to, isImmediate, at, period, grantedMonthlyNanos }: PlanChangeToWeigh) {
  const included = [includedInference(from.plan, from.seats), includedInference(to.plan, to.seats)] as const;
  const sessions = [sessionsPerMonth(from), sessionsPerMonth(to)] as const;
  if (!isImmediate) {
    return [
      ...(included[1] < included[0]
        ? [
            loss(
              "included_falls",
              `Included inference falls from ${formatWholeCents(included[0])} to ${formatWholeCents(included[1])} a month.`,
            ),
          ]
        : []),
      ...(sessions[1] < sessions[0]
        ? [
            loss(
              "sessions_fall",
              `Optimization sessions fall from ${sessions[0]} to ${sessions[1]} a month. What is left of this period's stays until it ends.`,
            ),
          ]
        : []),
    ];
  }
  const gainedNanos = includedGained({
    fromMonthlyNanos: grantedMonthlyNanos,
    toMonthlyNanos: included[1],
    at,
    period,
  });
  const gained = sessionsGained({ fromMonthly: sessions[0], toMonthly: sessions[1], at, period });
  return [
    ...(gainedNanos > 0n
      ? [
          gain(
            "included_gained",
            `${formatWholeCents(gainedNanos)} more included inference for the rest of this period, and ${formatWholeCents(included[1])} each month from then on.`,
          ),
        ]
      : []),
    ...(gained > 0
      ? [
          gain(
            "sessions_gained",
            `${counted(gained, "more optimization session")} for the rest of this period, and ${sessions[1]} each month from then on.`,
          ),
        ]
      : []),
  ];
}

function rolloverEffects({ from, to, rolledOverSessions }: PlanChangeToWeigh): PlanChangeEffect[] {
  if (from.plan === to.plan || rolledOverSessions === 0) return [];
  const verb = rolledOverSessions === 1 ? "clears" : "clear";
  return [
    loss(
      "rolled_over_sessions_clear",
      `${counted(rolledOverSessions, "rolled-over session")} ${verb} when the plan changes.`,
    ),
  ];
}

function holdingEffects({ to, holdings }: PlanChangeToWeigh): PlanChangeEffect[] {
  const { suspend, restore, toFlex, clamp, maxReplicas, stop, revoke } = planEnforcement(to, holdings, null);
  const named = (deployments: readonly BoundDeployment[]) => deployments.map(({ modelId }) => modelName(modelId));
  const effects: (PlanChangeEffect | null)[] = [
    about(
      gain("members_regain_access", `${counted(restore.length, "member")} can use the workspace again.`),
      restore.map(({ name }) => name),
    ),
    about(
      loss(
        "members_lose_access",
        `${counted(suspend.length, "member")} ${suspend.length === 1 ? "loses" : "lose"} access. Nobody is removed: access returns when the plan admits them.`,
      ),
      suspend.map(({ name }) => name),
    ),
    about(
      loss(
        "deployments_become_flex",
        `${counted(toFlex.length, "Active deployment")} ${toFlex.length === 1 ? "becomes" : "become"} Flex, without reserved replicas.`,
      ),
      named(toFlex),
    ),
    about(
      loss(
        "replicas_clamped",
        `${counted(clamp.length, "deployment")} ${clamp.length === 1 ? "is" : "are"} limited to ${counted(maxReplicas, "replica")}.`,
      ),
      named(clamp),
    ),
    about(
      loss(
        "deployments_stopped",
        `${counted(stop.length, "deployment")} ${stop.length === 1 ? "stops" : "stop"}, because Starter cannot deploy.`,
      ),
      named(stop),
    ),
    about(
      loss(
        "keys_revoked",
        `${counted(revoke.length, "API key")} ${revoke.length === 1 ? "is" : "are"} revoked for good, because Starter has no API access.`,
      ),
      revoke.map(({ label }) => label),
    ),
  ];
  return effects.filter((effect) => effect !== null);
}

function about(effect: PlanChangeEffect, names: readonly string[]): PlanChangeEffect | null {
  return names.length > 0 ? { ...effect, names } : null;
}

function gain(kind: EffectKind, sentence: string): PlanChangeEffect {
  return { kind, tone: "gain", sentence, names: [] };
}

function loss(kind: EffectKind, sentence: string): PlanChangeEffect {
  return { kind, tone: "loss", sentence, names: [] };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
