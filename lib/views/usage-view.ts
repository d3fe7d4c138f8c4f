import type { ExactDollars } from "#lib/domain/money.ts";
import type { ErrorClass } from "#lib/domain/usage/usage-event.ts";
import type { UsageGroup, UsageQuery } from "#lib/domain/usage/usage-query.ts";

/** Token counts as plain numbers: sums stay far below the safe-integer bound. */
export type TokenBreakdown = { input: number; cachedInput: number; output: number; total: number };

/** What each token class cost, as exact decimal dollars. */
export type CostBreakdown = {
  input: ExactDollars;
  cachedInput: ExactDollars;
  output: ExactDollars;
  total: ExactDollars;
};

/** A cost and who bears it: the plan's included inference covers a part, the rest is charged. They always add up. */
export type SplitCost = { total: ExactDollars; covered: ExactDollars; charged: ExactDollars };

/** Times in milliseconds, read off a histogram: right within `LATENCY_ERROR` of `lib/domain/usage/latency-histogram.ts`. */
export type Latency = { p50Ms: number; p95Ms: number; requests: number };

/** Requests that were not served whole, by class. */
export type UsageErrors = {
  /** Not served, and not paid for. */
  unpaid: Record<ErrorClass, number>;
  /** Left by the caller or cut by us part-way, and paid for as far as they came. */
  paid: { client_closed: number; interrupted: number };
};

export type UsageDayView = {
  /** "2026-11-14" in the zone of the view. */
  date: string;
  /** ISO instants of the part of the day that is in the period; what a click on the day asks requests for. */
  start: string;
  end: string;
  /** Whether the rest of the local day belongs to a neighbouring billing period, which is always of UTC days. */
  isPartial: boolean;
  /** "unfinished" is today, "future" has not begun. */
  state: "complete" | "unfinished" | "future";
  cost: SplitCost;
  requests: number;
  /** One for each of the view's `series`, in their order. They add up to the day. */
  parts: { cost: ExactDollars; covered: ExactDollars; requests: number }[];
  tokens: TokenBreakdown;
  errors: UsageErrors;
  /** Of requests served whole; null when there were none, or the day's are not digested yet. */
  latency: Latency | null;
  /** The day of the same place in the previous period; null when that period has none. */
  previous: { date: string; cost: ExactDollars } | null;
};

/** A part of each day's bar. At most eight by name, from the costliest of the period on, and the rest as one. */
export type UsageSeries = {
  /** The model, key, member or deployment; `OTHER_SERIES_ID` for the rest, `OTHER_PEOPLE_ID` for what is not the reader's to see by name. */
  id: string;
  name: string;
  kind: "one" | "others" | "other_people";
  cost: SplitCost;
  requests: number;
  /** Share of the period's cost, from 0 to 1, for display. */
  share: number;
};

export type UsageModelRow = {
  modelId: string;
  name: string;
  requests: number;
  tokens: TokenBreakdown;
  cost: CostBreakdown;
  split: SplitCost;
  /** Share of the period's cost, from 0 to 1, for display. */
  share: number;
  /** In the span of the previous period that `comparison` names. */
  previousCost: ExactDollars;
};

export type ForecastRange = { low: ExactDollars; point: ExactDollars; high: ExactDollars };

/** Until the period's end; the same requests as everything else on the screen. */
export type UsageForecast = { total: ForecastRange; charged: ForecastRange };

/** The workspace's limit, whatever is filtered: what counts against it now. */
export type UsageLimit = {
  limit: ExactDollars;
  settled: ExactDollars;
  held: ExactDollars;
  /** ISO instant at which the pace so far leads to the limit, by the rule of the pace alert; null when it does not. */
  reachesLimitAt: string | null;
};

/** The places that are compared with the events: their amounts, and the part of these that the plan covers. */
export type UsageBook =
  | "rollups"
  | "day_rollups"
  | "ledger"
  | "counters"
  | "rollups_included"
  | "ledger_included"
  | "counters_included";

/** That the books of the whole period were compared, whatever is filtered. */
export type UsageReconciliation = {
  checkedAt: string;
  isReconciled: boolean;
  events: ExactDollars;
  /** By how much a book says more (or, below zero, less) than the events; empty when all agree. */
  differences: { book: UsageBook; difference: ExactDollars }[];
};

export type UsageOption = { id: string; name: string };

/** Settings > Usage for one billing period, ready to show: nothing on the screen is computed from anything else. */
export type UsageView = {
  /** As it was understood, with the period and the zone that were chosen for what it left open. */
  query: UsageQuery & { periodKey: string; zone: string };
  /** Whether anything is left out of the period's usage. */
  isFiltered: boolean;
  /** The label is of UTC days: billing always is. */
  period: { key: string; label: string; start: string; end: string; isCurrent: boolean };
  /** The current period and the previous two, newest first. */
  periods: { key: string; label: string }[];
  /** ISO instant at which the figures were read. */
  asOf: string;
  requests: { total: number; served: number; failed: number };
  tokens: TokenBreakdown;
  cost: CostBreakdown;
  split: SplitCost;
  errors: UsageErrors;
  latency: Latency | null;
  /** ISO instant until which latencies, interrupted requests and views filtered by status know everything; null before the first digest. */
  digestedUntil: string | null;
  /** The previous period, or as many of its days as this one has begun. */
  comparison: { label: string; cost: ExactDollars };
  /** The charged part of the plan's allowance: how much inference the plan includes in this period, and how much of it is used. */
  included: { granted: ExactDollars; used: ExactDollars } | null;
  series: UsageSeries[];
  days: UsageDayView[];
  models: UsageModelRow[];
  /** Null for a period that is over. */
  forecast: UsageForecast | null;
  /** Null when there is none, or the period is over. */
  limit: UsageLimit | null;
  /** Null before the first check. */
  reconciliation: UsageReconciliation | null;
  /** What the filters offer: what this period used, and what there is now. */
  options: Record<UsageGroup, UsageOption[]>;
  /** Whether requests and keys of other people are shown by name. A member without sees the totals and their own. */
  seesEverybody: boolean;
  /** Why the reader cannot create a key to send a first request with; null when they can. */
  createKeyRefusal: string | null;
  /** The model that an example request names; null when the workspace serves no chat model. */
  snippetModelId: string | null;
};
