import fc from "fast-check";
import { expect, test } from "vitest";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { NANOS_PER_CENT, sumNanos } from "#lib/domain/money.ts";
import { TOKEN_CLASSES } from "./invoice-line.ts";
import { roundToCents } from "./round-lines.ts";
import { composeUsageStatement, type FundingPart, type UsagePart } from "./usage-statement.ts";

const october = billingPeriodAt(new Date("2026-10-10T00:00:00Z"));
const part = (modelId: string, tokenClass: UsagePart["tokenClass"], tokens: bigint, nanos: bigint): UsagePart => ({
  periodKey: "2026-10",
  modelId,
  tokenClass,
  tokens,
  nanos,
});

test("usage that is paid already comes to nothing, line by line", () => {
  const statement = composeUsageStatement(
    october,
    [
      part("qwen3.8-27b", "output", 1_000_000n, 400_000_000n),
      part("qwen3.8-27b", "input", 1_234_567n, 123_456_700n),
      { ...part("qwen3.8-27b", "input", 10n, 1_000n), periodKey: "2026-09" },
    ],
    [
      { periodKey: "2026-10", account: "included", nanos: 400_000_000n },
      { periodKey: "2026-10", account: "credits", nanos: 123_456_700n },
      { periodKey: "2026-09", account: "credits", nanos: 1_000n },
    ],
  );
  expect(statement).toMatchObject({ usageNanos: 523_457_700n, includedNanos: 400_000_000n, dueNanos: 0n });
  expect(statement?.lines.map(({ kind, description, amountNanos }) => [kind, description, amountNanos])).toEqual([
    ["usage", "Qwen3.8 27B, input tokens", 12n * NANOS_PER_CENT],
    ["usage", "Qwen3.8 27B, output tokens", 40n * NANOS_PER_CENT],
    ["adjustment", "Late usage of September 2026: Qwen3.8 27B, input tokens", 0n],
    ["included", "Included inference of October 2026", -40n * NANOS_PER_CENT],
    ["credits", "Credits applied for October 2026", -12n * NANOS_PER_CENT],
    ["credits", "Credits applied for September 2026", 0n],
  ]);
  expect(statement?.lines[0]?.unitPrice).toEqual({ nanos: 100_000_000n, per: "per 1M tokens" });
});

test("nothing used is no statement, and usage that nobody pays for is refused", () => {
  expect(composeUsageStatement(october, [part("a", "input", 0n, 0n)], [])).toBeNull();
  expect(() => composeUsageStatement(october, [part("a", "input", 1n, 5n)], [])).toThrow(RangeError);
});

test("lines sum to what is due, exact amounts to the usage less what was paid", () => {
  const parts = fc.uniqueArray(
    fc.record({
      periodKey: fc.constantFrom("2026-10", "2026-09"),
      modelId: fc.constantFrom("qwen3.8-27b", "deepseek-v4-pro", "unknown"),
      tokenClass: fc.constantFrom(...TOKEN_CLASSES),
      tokens: fc.bigInt({ min: 0n, max: 10n ** 12n }),
      nanos: fc.bigInt({ min: 0n, max: 10n ** 14n }),
    }),
    { selector: ({ periodKey, modelId, tokenClass }) => `${periodKey}/${modelId}/${tokenClass}` },
  );
  fc.assert(
    fc.property(parts, fc.bigInt({ min: 0n, max: 1_000n }), (used, share) => {
      const total = sumNanos(used.map(({ nanos }) => nanos));
      const included = (total * share) / 1_000n;
      const funding: FundingPart[] = [
        { periodKey: "2026-10", account: "included", nanos: included },
        { periodKey: "2026-10", account: "receivable", nanos: total - included },
      ];
      const statement = composeUsageStatement(october, used, funding);
      if (!statement) {
        expect(total).toBe(0n);
        return;
      }
      expect(statement.dueNanos).toBe(roundToCents(total - included));
      expect(sumNanos(statement.lines.map(({ amountNanos }) => amountNanos))).toBe(statement.dueNanos);
      expect(sumNanos(statement.lines.map(({ exactNanos }) => exactNanos))).toBe(total - included);
    }),
  );
});
