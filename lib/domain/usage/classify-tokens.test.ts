import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classifyTokens } from "./classify-tokens.ts";
import { totalTokens } from "./price-usage.ts";

const CACHED_RATE = { inputNanos: 100n, cachedInputNanos: 10n, outputNanos: 400n };
const NO_CACHED_RATE = { inputNanos: 130n, cachedInputNanos: null, outputNanos: 400n };

const reports = fc
  .record({ promptTokens: fc.maxSafeNat(), share: fc.double({ min: 0, max: 1, noNaN: true }), output: fc.nat() })
  .map(({ promptTokens, share, output }) => ({
    promptTokens,
    cachedTokens: Math.min(promptTokens, Math.floor(promptTokens * share)),
    completionTokens: output,
  }));

describe("classifyTokens", () => {
  test.each([
    { cachedTokens: 40, rates: CACHED_RATE, inputTokens: 60, cachedInputTokens: 40 },
    { cachedTokens: 100, rates: CACHED_RATE, inputTokens: 0, cachedInputTokens: 100 },
    { cachedTokens: 0, rates: CACHED_RATE, inputTokens: 100, cachedInputTokens: 0 },
    { cachedTokens: undefined, rates: CACHED_RATE, inputTokens: 100, cachedInputTokens: 0 },
    { cachedTokens: null, rates: CACHED_RATE, inputTokens: 100, cachedInputTokens: 0 },
    { cachedTokens: 40, rates: NO_CACHED_RATE, inputTokens: 100, cachedInputTokens: 0 },
    { cachedTokens: 40, rates: { ...CACHED_RATE, cachedInputNanos: 0n }, inputTokens: 60, cachedInputTokens: 40 },
  ])("of 100 prompt tokens, $cachedTokens cached, $inputTokens are input", ({ cachedTokens, rates, ...input }) => {
    expect(classifyTokens({ promptTokens: 100, cachedTokens, completionTokens: 7 }, rates)).toEqual({
      isUsable: true,
      tokens: { ...input, outputTokens: 7 },
    });
  });

  test("loses and invents no token", () => {
    fc.assert(
      fc.property(reports, fc.constantFrom(CACHED_RATE, NO_CACHED_RATE), (report, rates) => {
        const result = classifyTokens(report, rates);
        if (!result.isUsable) throw new Error(result.reason);
        const { inputTokens, cachedInputTokens, outputTokens } = result.tokens;
        expect(inputTokens + cachedInputTokens).toBe(report.promptTokens);
        expect(outputTokens).toBe(report.completionTokens);
        expect(totalTokens(result.tokens)).toBe(report.promptTokens + report.completionTokens);
      }),
    );
  });

  test.each([
    [{ promptTokens: undefined }, "missing"],
    [{ promptTokens: null }, "missing"],
    [{ completionTokens: undefined }, "missing"],
    [{ promptTokens: -1 }, "not_a_count"],
    [{ completionTokens: 1.5 }, "not_a_count"],
    [{ promptTokens: Number.NaN }, "not_a_count"],
    [{ completionTokens: Number.POSITIVE_INFINITY }, "not_a_count"],
    [{ promptTokens: 1e300 }, "not_a_count"],
    [{ promptTokens: "100" }, "not_a_count"],
    [{ completionTokens: true }, "not_a_count"],
    [{ cachedTokens: -5 }, "not_a_count"],
    [{ cachedTokens: 0.1 }, "not_a_count"],
    [{ cachedTokens: {} }, "not_a_count"],
    [{ cachedTokens: 101 }, "cached_exceeds_prompt"],
  ])("refuses %j: %s", (garbage, reason) => {
    const report = { promptTokens: 100, cachedTokens: 10, completionTokens: 7, ...garbage };
    expect(classifyTokens(report, CACHED_RATE)).toEqual({ isUsable: false, reason });
    expect(classifyTokens(report, NO_CACHED_RATE)).toEqual({ isUsable: false, reason });
  });

  test("answers anything at all without throwing, and with whole counts when it answers with counts", () => {
    const anything = fc.oneof(fc.anything(), fc.integer(), fc.double());
    fc.assert(
      fc.property(anything, anything, anything, (promptTokens, cachedTokens, completionTokens) => {
        const result = classifyTokens({ promptTokens, cachedTokens, completionTokens }, CACHED_RATE);
        if (!result.isUsable) return;
        expect(Object.values(result.tokens).every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
      }),
    );
  });
});
