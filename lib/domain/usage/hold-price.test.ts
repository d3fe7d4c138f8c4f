import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PRICE_LISTS } from "#lib/domain/catalog/price-list.ts";
import { boundUsage, type UsageBounds } from "./bound-usage.ts";
import { classifyTokens, type ReportedUsage } from "./classify-tokens.ts";
import { holdPrice } from "./hold-price.ts";
import { priceUsage, type TokenRates } from "./price-usage.ts";
import { priceVersionsOf } from "./price-version.ts";

const CATALOG = PRICE_LISTS.flatMap(priceVersionsOf);

type Demand = { readonly maxInputTokens: number; readonly maxTokens: number; readonly choiceCount: number };

const nanosPerToken = fc.oneof(fc.bigInt({ min: 0n, max: 10n }), fc.bigInt({ min: 0n, max: 10n ** 12n }));
/** Any price that can be stored, those whose cached rate is the dearer one included. */
const anyRates: fc.Arbitrary<TokenRates> = fc.record({
  inputNanos: nanosPerToken,
  cachedInputNanos: fc.option(nanosPerToken),
  outputNanos: nanosPerToken,
});

const demands: fc.Arbitrary<Demand> = fc.record({
  maxInputTokens: fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 40_000_000 })),
  maxTokens: fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 1_000_000 })),
  choiceCount: fc.integer({ min: 1, max: 128 }),
});

/** Whatever an upstream may write where a count belongs. */
const anything: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.nat({ max: 60 }) },
  { weight: 4, arbitrary: fc.maxSafeNat() },
  fc.constantFrom(undefined, null, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, "7", true, {}),
);
const reports = fc.record({ promptTokens: anything, cachedTokens: anything, completionTokens: anything });

function heldFor(rates: TokenRates, demand: Demand): bigint {
  const { inputNanos, tokenNanos } = holdPrice(rates, demand);
  return inputNanos + tokenNanos * BigInt(demand.maxTokens);
}

const boundsOf = ({ maxInputTokens, maxTokens, choiceCount }: Demand): UsageBounds => ({
  maxInputTokens,
  maxOutputTokens: maxTokens * choiceCount,
});

/** What the meter makes of a report; nothing when it cannot be billed. */
function chargeFor(rates: TokenRates, report: ReportedUsage, bounds: UsageBounds): bigint {
  const classified = classifyTokens(report, rates);
  return classified.isUsable ? priceUsage(rates, boundUsage(classified.tokens, bounds).tokens).amountNanos : 0n;
}

/** Reports that use all there is, in each way that prices differ by. */
const MOST = Number.MAX_SAFE_INTEGER;
const GREEDY: readonly ReportedUsage[] = [
  { promptTokens: MOST, cachedTokens: 0, completionTokens: MOST },
  { promptTokens: MOST, cachedTokens: MOST, completionTokens: MOST },
];

describe("holdPrice", () => {
  test.each(CATALOG.map((version) => [version.id, version.rates] as const))(
    "of %s holds enough for every report of every request",
    (_, rates) => {
      fc.assert(
        fc.property(demands, reports, (demand, report) => {
          expect(chargeFor(rates, report, boundsOf(demand)) <= heldFor(rates, demand)).toBe(true);
        }),
        { numRuns: 200 },
      );
    },
  );

  test("holds enough at any price, those included whose cached input is the dearer one", () => {
    fc.assert(
      fc.property(anyRates, demands, reports, (rates, demand, report) => {
        expect(chargeFor(rates, report, boundsOf(demand)) <= heldFor(rates, demand)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("holds not a nano-dollar more than the dearest report can charge", () => {
    fc.assert(
      fc.property(anyRates, demands, (rates, demand) => {
        const charges = GREEDY.map((report) => chargeFor(rates, report, boundsOf(demand)));
        expect(charges).toContain(heldFor(rates, demand));
      }),
    );
  });

  test.each(["maxInputTokens", "maxOutputTokens"] as const)(
    "would not hold enough were the meter's %s one token larger",
    (bound) => {
      const priced = CATALOG.filter(({ rates }) => bound === "maxInputTokens" || rates.outputNanos > 0n);
      expect(priced.length).toBeGreaterThan(0);
      fc.assert(
        fc.property(fc.constantFrom(...priced), demands, ({ rates }, demand) => {
          const bounds = boundsOf(demand);
          const larger = { ...bounds, [bound]: bounds[bound] + 1 };
          const charges = GREEDY.map((report) => chargeFor(rates, report, larger));
          expect(charges.some((charge) => charge > heldFor(rates, demand))).toBe(true);
        }),
      );
    },
  );

  test("takes an input that may be cached at the dearer rate", () => {
    const request = { maxInputTokens: 10, choiceCount: 3 };
    const rates = { inputNanos: 100n, cachedInputNanos: 10n, outputNanos: 400n };
    expect(holdPrice(rates, request)).toEqual({ inputNanos: 1_000n, tokenNanos: 1_200n });
    expect(holdPrice({ ...rates, cachedInputNanos: 150n }, request).inputNanos).toBe(1_500n);
    expect(holdPrice({ ...rates, cachedInputNanos: null }, request).inputNanos).toBe(1_000n);
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 53])("throws on %d, be it input or choices", (bad) => {
    const rates = { inputNanos: 1n, cachedInputNanos: null, outputNanos: 1n };
    expect(() => holdPrice(rates, { maxInputTokens: bad, choiceCount: 1 })).toThrow(RangeError);
    expect(() => holdPrice(rates, { maxInputTokens: 1, choiceCount: bad })).toThrow(RangeError);
  });
});
