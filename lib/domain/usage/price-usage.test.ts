import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NANOS_PER_DOLLAR, sumNanos } from "#lib/domain/money.ts";
import { isTokenCount, priceUsage, type TokenCounts, type TokenRates, totalTokens } from "./price-usage.ts";

const tokenCounts = fc.record({
  inputTokens: fc.nat({ max: 10_000_000 }),
  cachedInputTokens: fc.nat({ max: 10_000_000 }),
  outputTokens: fc.nat({ max: 1_000_000 }),
});

const nanosPerToken = fc.bigInt({ min: 0n, max: 100_000n });
const tokenRates = fc.record({
  inputNanos: nanosPerToken,
  cachedInputNanos: fc.option(nanosPerToken),
  outputNanos: nanosPerToken,
});

const add = (one: TokenCounts, other: TokenCounts): TokenCounts => ({
  inputTokens: one.inputTokens + other.inputTokens,
  cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
  outputTokens: one.outputTokens + other.outputTokens,
});

const NO_TOKENS = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
const QWEN_27B = { inputNanos: 100n, cachedInputNanos: 10n, outputNanos: 400n };

describe("priceUsage", () => {
  test.each<[string, TokenRates, Partial<TokenCounts>, bigint]>([
    ["1M input tokens at $0.10", QWEN_27B, { inputTokens: 1_000_000 }, NANOS_PER_DOLLAR / 10n],
    ["1M cached tokens at $0.01", QWEN_27B, { cachedInputTokens: 1_000_000 }, NANOS_PER_DOLLAR / 100n],
    ["1M output tokens at $0.40", QWEN_27B, { outputTokens: 1_000_000 }, (NANOS_PER_DOLLAR * 4n) / 10n],
    ["one token of each", QWEN_27B, { inputTokens: 1, cachedInputTokens: 1, outputTokens: 1 }, 510n],
    ["cached tokens without a rate", { ...QWEN_27B, cachedInputNanos: null }, { cachedInputTokens: 7 }, 700n],
    ["cached tokens for free", { ...QWEN_27B, cachedInputNanos: 0n }, { cachedInputTokens: 7 }, 0n],
    ["nothing", QWEN_27B, {}, 0n],
    ["the most tokens a number counts", QWEN_27B, { inputTokens: Number.MAX_SAFE_INTEGER }, (2n ** 53n - 1n) * 100n],
  ])("prices %s", (_, rates, tokens, amountNanos) => {
    expect(priceUsage(rates, { ...NO_TOKENS, ...tokens }).amountNanos).toBe(amountNanos);
  });

  test("its classes sum to the amount and none is negative", () => {
    fc.assert(
      fc.property(tokenRates, tokenCounts, (rates, tokens) => {
        const { amountNanos, ...classes } = priceUsage(rates, tokens);
        expect(sumNanos(Object.values(classes))).toBe(amountNanos);
        expect(Object.values(classes).every((nanos) => nanos >= 0n)).toBe(true);
      }),
    );
  });

  test("each class depends on its own tokens and rate only", () => {
    fc.assert(
      fc.property(tokenRates, tokenRates, tokenCounts, tokenCounts, (rates, otherRates, tokens, otherTokens) => {
        const price = priceUsage(rates, tokens);
        const outputOnly = priceUsage(
          { ...otherRates, outputNanos: rates.outputNanos },
          { ...otherTokens, outputTokens: tokens.outputTokens },
        );
        const inputOnly = priceUsage(
          { ...otherRates, inputNanos: rates.inputNanos },
          { ...otherTokens, inputTokens: tokens.inputTokens },
        );
        expect(outputOnly.outputNanos).toBe(price.outputNanos);
        expect(inputOnly.inputNanos).toBe(price.inputNanos);
      }),
    );
  });

  test("is linear: requests priced one by one, in any order, cost what their tokens cost together", () => {
    const shuffledRequests = fc
      .array(tokenCounts, { maxLength: 20 })
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(tokenRates, shuffledRequests, (rates, [requests, shuffled]) => {
        const together = priceUsage(rates, requests.reduce(add, NO_TOKENS)).amountNanos;
        expect(sumNanos(requests.map((tokens) => priceUsage(rates, tokens).amountNanos))).toBe(together);
        expect(sumNanos(shuffled.map((tokens) => priceUsage(rates, tokens).amountNanos))).toBe(together);
      }),
    );
  });

  test("one more token costs exactly its rate", () => {
    fc.assert(
      fc.property(tokenRates, tokenCounts, (rates, tokens) => {
        const more = (extra: Partial<TokenCounts>) =>
          priceUsage(rates, add(tokens, { ...NO_TOKENS, ...extra })).amountNanos -
          priceUsage(rates, tokens).amountNanos;
        expect(more({ inputTokens: 1 })).toBe(rates.inputNanos);
        expect(more({ cachedInputTokens: 1 })).toBe(rates.cachedInputNanos ?? rates.inputNanos);
        expect(more({ outputTokens: 1 })).toBe(rates.outputNanos);
      }),
    );
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("throws on %d tokens of any class", (count) => {
    for (const tokenClass of ["inputTokens", "cachedInputTokens", "outputTokens"]) {
      expect(() => priceUsage(QWEN_27B, { ...NO_TOKENS, [tokenClass]: count })).toThrow(RangeError);
    }
  });

  test("pricing in floating point dollars gives another sum, so these tests can tell", () => {
    const inDollars = (rates: TokenRates, tokens: TokenCounts) =>
      (tokens.inputTokens * (Number(rates.inputNanos) / 1000)) / 1e6 +
      (tokens.outputTokens * (Number(rates.outputNanos) / 1000)) / 1e6;
    const requests = Array.from({ length: 1_000 }, (_, index) => ({
      inputTokens: 1_000 + 37 * index,
      cachedInputTokens: 0,
      outputTokens: 100 + 13 * index,
    }));
    const exact = sumNanos(requests.map((tokens) => priceUsage(QWEN_27B, tokens).amountNanos));
    const floating = requests.reduce((total, tokens) => total + inDollars(QWEN_27B, tokens), 0);
    expect(floating * 1e9).not.toBe(Number(exact));
    expect(floating).toBeCloseTo(Number(exact) / 1e9, 6);
  });
});

test("all tokens are those of the three classes", () => {
  expect(totalTokens({ inputTokens: 100, cachedInputTokens: 20, outputTokens: 3 })).toBe(123);
});

test("a token count is a whole number from zero up that is held exactly", () => {
  expect([0, 1, Number.MAX_SAFE_INTEGER].every(isTokenCount)).toBe(true);
  expect([-1, 0.5, Number.NaN, 2 ** 53, "1", 1n, null, undefined, true, [1]].some(isTokenCount)).toBe(false);
});
