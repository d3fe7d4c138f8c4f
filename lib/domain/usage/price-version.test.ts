import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DeploymentMode } from "#lib/domain/catalog/plans.ts";
import { PRICE_LISTS } from "#lib/domain/catalog/price-list.ts";
import { findPriceVersion, type PriceVersion, priceVersionsOf } from "./price-version.ts";

const RATES = { inputNanos: 1n, cachedInputNanos: null, outputNanos: 2n };
const START = Date.UTC(2026, 0, 1);

const modelIds = fc.constantFrom("alpha", "beta");
const modes = fc.constantFrom<DeploymentMode>("flex", "active");
const days = fc.integer({ min: 0, max: 12 });
const atDay = (day: number) => new Date(START + day * 86_400_000);

const version = (modelId: string, mode: DeploymentMode, day: number): PriceVersion => ({
  id: `${modelId}/${mode}/${day}`,
  modelId,
  mode,
  effectiveAt: atDay(day),
  rates: RATES,
});

const versions = fc.uniqueArray(
  fc.tuple(modelIds, modes, days).map((parts) => version(...parts)),
  { selector: ({ id }) => id, maxLength: 30 },
);

describe("findPriceVersion", () => {
  test("agrees with walking through every day, whatever the order of the versions", () => {
    fc.assert(
      fc.property(versions, modelIds, modes, fc.integer({ min: -1, max: 13 }), (list, modelId, mode, day) => {
        const known = new Set(list.map(({ id }) => id));
        let expected: string | null = null;
        for (let past = 0; past <= day; past++) {
          const id = `${modelId}/${mode}/${past}`;
          if (known.has(id)) expected = id;
        }
        expect(findPriceVersion(list, { modelId, mode, at: atDay(day) })?.id ?? null).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  test("a version is in force from its very instant, and the earlier one until then", () => {
    const list = [version("alpha", "flex", 5), version("alpha", "flex", 2)];
    const at = (ms: number) => findPriceVersion(list, { modelId: "alpha", mode: "flex", at: new Date(ms) })?.id;
    expect(at(atDay(5).getTime())).toBe("alpha/flex/5");
    expect(at(atDay(5).getTime() - 1)).toBe("alpha/flex/2");
    expect(at(atDay(2).getTime() - 1)).toBeUndefined();
  });

  test("appending a later version changes no price of the past", () => {
    fc.assert(
      fc.property(versions, modelIds, modes, days, (list, modelId, mode, day) => {
        const wanted = { modelId, mode, at: atDay(day) };
        const later = [...list, version(modelId, mode, 40)];
        expect(findPriceVersion(later, wanted)).toEqual(findPriceVersion(list, wanted));
      }),
    );
  });

  test("a date that is none never prices anything", () => {
    const invalid = new Date(Number.NaN);
    const good = version("alpha", "flex", 2);
    const broken = { ...good, id: "broken", effectiveAt: invalid };
    const wanted = { modelId: "alpha", mode: "flex" as const, at: atDay(3) };
    expect(findPriceVersion([broken], wanted)).toBeNull();
    expect(findPriceVersion([broken, good], wanted)).toBe(good);
    expect(findPriceVersion([good, broken], wanted)).toBe(good);
    expect(findPriceVersion([good], { ...wanted, at: invalid })).toBeNull();
  });
});

describe("priceVersionsOf", () => {
  test("makes one version for each model and mode, with its rates and an id that names all three", () => {
    for (const list of PRICE_LISTS) {
      const made = priceVersionsOf(list);
      expect(made).toHaveLength(2 * Object.keys(list.rates).length);
      expect(new Set(made.map(({ id }) => id)).size).toBe(made.length);
      for (const { id, modelId, mode, effectiveAt, rates } of made) {
        expect(id).toBe(`${modelId}/${mode}/${list.id}`);
        expect(effectiveAt.toISOString()).toBe(list.effectiveAt);
        expect(rates).toEqual(list.rates[modelId]?.[mode]);
      }
    }
  });
});
