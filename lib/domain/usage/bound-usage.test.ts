import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundUsage } from "./bound-usage.ts";
import { priceUsage, type TokenCounts } from "./price-usage.ts";

const counts = fc.oneof(fc.nat({ max: 50 }), fc.maxSafeNat());
const reports = fc.record({ inputTokens: counts, cachedInputTokens: counts, outputTokens: counts });
const bounds = fc.record({ maxInputTokens: counts, maxOutputTokens: counts });

const nanosPerToken = fc.bigInt({ min: 0n, max: 5_000n });

/** As published, a cached token never costs more than an input token. */
const rates = fc
  .record({ cachedInputNanos: nanosPerToken, uncachedExtraNanos: nanosPerToken, outputNanos: nanosPerToken })
  .map(({ cachedInputNanos, uncachedExtraNanos, outputNanos }) => ({
    inputNanos: cachedInputNanos + uncachedExtraNanos,
    cachedInputNanos,
    outputNanos,
  }));

describe("boundUsage", () => {
  test.each<[string, [number, number, number], [number, number], [number, number, number]]>([
    ["leaves what fits", [60, 40, 7], [100, 7], [60, 40, 7]],
    ["cuts input before cached input", [60, 40, 7], [90, 7], [50, 40, 7]],
    ["cuts cached input once no input is left", [60, 40, 7], [30, 7], [0, 30, 7]],
    ["cuts output", [60, 40, 9], [100, 7], [60, 40, 7]],
    ["cuts all", [60, 40, 7], [0, 0], [0, 0, 0]],
  ])("%s", (_, [inputTokens, cachedInputTokens, outputTokens], [maxInputTokens, maxOutputTokens], kept) => {
    const reported = { inputTokens, cachedInputTokens, outputTokens };
    const { tokens } = boundUsage(reported, { maxInputTokens, maxOutputTokens });
    expect([tokens.inputTokens, tokens.cachedInputTokens, tokens.outputTokens]).toEqual(kept);
  });

  test("what is kept fits, and with what is cut is what was reported", () => {
    fc.assert(
      fc.property(reports, bounds, (reported, { maxInputTokens, maxOutputTokens }) => {
        const { tokens, cut } = boundUsage(reported, { maxInputTokens, maxOutputTokens });
        expect(BigInt(tokens.inputTokens) + BigInt(tokens.cachedInputTokens) <= BigInt(maxInputTokens)).toBe(true);
        expect(tokens.outputTokens).toBeLessThanOrEqual(maxOutputTokens);
        for (const tokenClass of ["inputTokens", "cachedInputTokens", "outputTokens"] as const) {
          expect(tokens[tokenClass] + cut[tokenClass]).toBe(reported[tokenClass]);
          expect(Math.min(tokens[tokenClass], cut[tokenClass])).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test("cuts nothing when the report fits, and fills the bound when it does not", () => {
    fc.assert(
      fc.property(reports, bounds, (reported, { maxInputTokens, maxOutputTokens }) => {
        const { tokens } = boundUsage(reported, { maxInputTokens, maxOutputTokens });
        const reportedInput = BigInt(reported.inputTokens) + BigInt(reported.cachedInputTokens);
        const keptInput = BigInt(tokens.inputTokens) + BigInt(tokens.cachedInputTokens);
        expect(keptInput).toBe(reportedInput < BigInt(maxInputTokens) ? reportedInput : BigInt(maxInputTokens));
        expect(tokens.outputTokens).toBe(Math.min(reported.outputTokens, maxOutputTokens));
      }),
    );
  });

  test("never charges more than the whole bound at the full rates, which is what a hold holds", () => {
    fc.assert(
      fc.property(reports, bounds, rates, (reported, { maxInputTokens, maxOutputTokens }, rate) => {
        const hold = BigInt(maxInputTokens) * rate.inputNanos + BigInt(maxOutputTokens) * rate.outputNanos;
        const { tokens } = boundUsage(reported, { maxInputTokens, maxOutputTokens });
        expect(priceUsage(rate, tokens).amountNanos <= hold).toBe(true);
      }),
    );
  });

  test("no other way of cutting as many input tokens charges less", () => {
    const small = fc.nat({ max: 12 });
    const smallReports = fc.record({ inputTokens: small, cachedInputTokens: small, outputTokens: small });
    fc.assert(
      fc.property(smallReports, small, rates, (reported, maxInputTokens, rate) => {
        const { tokens } = boundUsage(reported, { maxInputTokens, maxOutputTokens: 12 });
        const kept = tokens.inputTokens + tokens.cachedInputTokens;
        const charged = priceUsage(rate, tokens).amountNanos;
        const others = everySplit(reported, kept).map((split) => priceUsage(rate, split).amountNanos);
        expect(others).toContain(charged);
        expect(others.filter((nanos) => nanos < charged)).toEqual([]);
      }),
    );
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("throws on %d, be it a count or a bound", (bad) => {
    const reported = { inputTokens: 1, cachedInputTokens: 1, outputTokens: 1 };
    const limits = { maxInputTokens: 1, maxOutputTokens: 1 };
    for (const name of Object.keys(reported)) {
      expect(() => boundUsage({ ...reported, [name]: bad }, limits)).toThrow(RangeError);
    }
    for (const name of Object.keys(limits)) {
      expect(() => boundUsage(reported, { ...limits, [name]: bad })).toThrow(RangeError);
    }
  });
});

function everySplit(reported: TokenCounts, kept: number): TokenCounts[] {
  return Array.from({ length: kept + 1 }, (_, inputTokens) => ({
    inputTokens,
    cachedInputTokens: kept - inputTokens,
    outputTokens: reported.outputTokens,
  })).filter(
    (split) => split.inputTokens <= reported.inputTokens && split.cachedInputTokens <= reported.cachedInputTokens,
  );
}
