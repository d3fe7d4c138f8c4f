import type { AmountFigures, CountFigures } from "#lib/data/usage-figures.ts";
import { type Nanos, sumNanos, toExactDollars } from "#lib/domain/money.ts";
import type { CostBreakdown, SplitCost, TokenBreakdown, UsageErrors } from "./usage-view.ts";

type Split = Pick<AmountFigures, "amountNanos" | "includedNanos">;

export function splitCost(rows: readonly Split[]): SplitCost {
  const total = sumNanos(rows.map(({ amountNanos }) => amountNanos));
  const covered = sumNanos(rows.map(({ includedNanos }) => includedNanos));
  return { total: toExactDollars(total), covered: toExactDollars(covered), charged: toExactDollars(total - covered) };
}

export function costBreakdown(rows: readonly AmountFigures[]): CostBreakdown {
  const sum = (amount: (row: AmountFigures) => Nanos) => toExactDollars(sumNanos(rows.map(amount)));
  return {
    input: sum((row) => row.inputNanos),
    cachedInput: sum((row) => row.cachedInputNanos),
    output: sum((row) => row.outputNanos),
    total: sum((row) => row.amountNanos),
  };
}

export function tokenBreakdown(rows: readonly CountFigures[]): TokenBreakdown {
  const input = sumCounts(rows, "inputTokens");
  const cachedInput = sumCounts(rows, "cachedInputTokens");
  const output = sumCounts(rows, "outputTokens");
  return { input, cachedInput, output, total: input + cachedInput + output };
}

/** The rollups count an interrupted request as our error; the digest knows how many of these were paid for. */
export function errorBreakdown(rows: readonly CountFigures[], interrupted: number): UsageErrors {
  return {
    unpaid: {
      caller: sumCounts(rows, "callerErrors"),
      rate_limited: sumCounts(rows, "rateLimited"),
      spend_limit: sumCounts(rows, "spendLimit"),
      server: Math.max(0, sumCounts(rows, "serverErrors") - interrupted),
    },
    paid: { client_closed: sumCounts(rows, "clientClosed"), interrupted },
  };
}

export function sumCounts(rows: readonly CountFigures[], column: keyof CountFigures): number {
  return rows.reduce((sum, row) => sum + row[column], 0);
}

/** A part's share of a whole, from 0 to 1, for display. */
export function shareOf(partNanos: Nanos, wholeNanos: Nanos): number {
  return wholeNanos === 0n ? 0 : Number((partNanos * 10_000n) / wholeNanos) / 10_000;
}
