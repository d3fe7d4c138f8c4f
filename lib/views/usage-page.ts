import type { ErrorClass } from "#lib/domain/usage/usage-event.ts";
import type { ExactDollars } from "#lib/domain/money.ts";

/** Token counts as plain numbers: sums stay far below the safe-integer bound. */
export type TokenBreakdown = { input: number; cachedInput: number; output: number; total: number };

/** What each token class cost, as exact decimal dollars. */
export type CostBreakdown = { input: ExactDollars; cachedInput: ExactDollars; output: ExactDollars; total: ExactDollars };

export type UsageDay = {
  /** "2026-11-14", a UTC day. */
  date: string;
  /** "unfinished" is today, "future" has not begun. */
  state: "complete" | "unfinished" | "future";
  cost: ExactDollars;
  requests: number;
  byModel: { modelId: string; cost: ExactDollars }[];
  /** The cost of the same day of the previous period; null when that period has no such day. */
  previousCost: ExactDollars | null;
};

export type UsageModelRow = {
  modelId: string;
  name: string;
  requests: number;
  tokens: TokenBreakdown;
  cost: CostBreakdown;
  /** Share of the period's cost, from 0 to 1, for display. */
  share: number;
};

export type UsageErrorRow = { errorClass: ErrorClass; requests: number };

/** Settings > Usage for one billing period, ready to show: nothing on the screen is computed from anything else. */
export type UsagePageView = {
  period: { key: string; label: string; isCurrent: boolean };
  /** The current period and the previous two, newest first. */
  periods: { key: string; label: string }[];
  /** ISO instant at which the figures were read. */
  asOf: string;
  requests: { total: number; served: number; failed: number };
  tokens: TokenBreakdown;
  cost: CostBreakdown;
  previousCost: ExactDollars;
  days: UsageDay[];
  models: UsageModelRow[];
  errors: UsageErrorRow[];
};
