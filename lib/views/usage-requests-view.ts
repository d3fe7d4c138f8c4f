import type { ExactDollars } from "#lib/domain/money.ts";
import type { UsageStatus } from "#lib/domain/usage/usage-status.ts";
import type { SplitCost } from "./usage-view.ts";

export type UsageRequestRow = {
  requestId: string;
  /** ISO instant at which it arrived. */
  at: string;
  modelId: string;
  modelName: string;
  keyName: string;
  memberName: string;
  deploymentName: string;
  status: UsageStatus;
  httpStatus: number;
  isStreamed: boolean;
  totalTokens: number;
  cost: ExactDollars;
  latencyMs: number;
};

/** Requests of a span of time, newest first. */
export type UsageRequestsView = {
  requests: UsageRequestRow[];
  /** Continues after the last one; null when there are no more. */
  nextCursor: string | null;
  /** Whether requests of other people are left out, because the reader may not see them. */
  isOwnOnly: boolean;
};

export type UsageRequestLine = {
  tokenClass: "input" | "cachedInput" | "output";
  tokens: number;
  /** Dollars for a million tokens, as price lists say it. */
  ratePerMillion: ExactDollars;
  /** tokens x rate, to the nano-dollar. */
  amount: ExactDollars;
};

/** One request and how its amount came about. */
export type UsageRequestView = UsageRequestRow & {
  route: string;
  firstByteMs: number | null;
  settledAt: string;
  /** Null where none was served. `isOwn`: the workspace's own rates, not the list's. */
  price: { id: string; mode: "flex" | "active"; effectiveAt: string; isOwn: boolean } | null;
  /** Only classes with tokens. They add up to the cost. */
  lines: UsageRequestLine[];
  split: SplitCost;
};
