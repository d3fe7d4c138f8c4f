import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DeploymentMode } from "#lib/domain/catalog/plans.ts";
import { holdPrice } from "./hold-price.ts";
import { priceUsage } from "./price-usage.ts";
import type { PriceVersion } from "./price-version.ts";
import { findWorkspacePrice, ownRatesFrom, type WorkspacePriceVersion } from "./workspace-price.ts";

const START_MS = Date.UTC(2026, 0, 1);
const atDay = (day: number) => new Date(START_MS + day * 86_400_000);
const rates = fc.record({
  inputNanos: fc.bigInt({ min: 0n, max: 10_000n }),
  cachedInputNanos: fc.option(fc.bigInt({ min: 0n, max: 10_000n })),
  outputNanos: fc.bigInt({ min: 0n, max: 10_000n }),
});
const modelIds = fc.constantFrom("alpha", "beta");
const modes = fc.constantFrom<DeploymentMode>("flex", "active");
const days = fc.integer({ min: 0, max: 12 });
const tokenCount = fc.integer({ min: 0, max: 1_000_000 });
const tokens = fc.record({ inputTokens: tokenCount, cachedInputTokens: tokenCount, outputTokens: tokenCount });

const place = fc.record({ modelId: modelIds, mode: modes, day: days });
const idOf = (kind: string, { modelId, mode, day }: { modelId: string; mode: string; day: number }) =>
  `${kind}/${modelId}/${mode}/${day}`;
const lists = fc
  .uniqueArray(fc.record({ place, rates }), { selector: ({ place: at }) => idOf("list", at), maxLength: 20 })
  .map((made) =>
    made.map(({ place: { day, ...of }, rates: priced }): PriceVersion => {
      return { ...of, id: idOf("list", { ...of, day }), effectiveAt: atDay(day), rates: priced };
    }),
  );
const owns = fc.array(fc.record({ place, rates: fc.option(rates) }), { maxLength: 20 }).map((made) =>
  made.map(({ place: { day, ...of }, rates: priced }, index): WorkspacePriceVersion => {
    return { ...of, id: `own/${index}`, effectiveAt: atDay(day), rates: priced };
  }),
);
const wantedAt = fc
  .record({ modelId: modelIds, mode: modes, day: fc.integer({ min: -1, max: 13 }) })
  .map(({ day, ...of }) => ({ ...of, at: atDay(day) }));

describe("a workspace's price", () => {
  test("is its own while that has rates, the list's before, after and for everything else", () => {
    fc.assert(
      fc.property(owns, lists, wantedAt, (own, list, wanted) => {
        const fits = (version: { modelId: string; mode: string; effectiveAt: Date }) =>
          version.modelId === wanted.modelId && version.mode === wanted.mode && version.effectiveAt <= wanted.at;
        // As a ledger would tell it: replay what was written, in the order of its instants.
        const inOrder = <Version extends { effectiveAt: Date }>(versions: readonly Version[]) =>
          versions.toSorted((one, other) => one.effectiveAt.getTime() - other.effectiveAt.getTime());
        const ownNow = inOrder(own).findLast(fits);
        const expected = ownNow?.rates ? ownNow : (inOrder(list).findLast(fits) ?? null);
        expect(findWorkspacePrice(own, list, wanted)?.id).toBe(expected?.id);
        expect(findWorkspacePrice(own, list, wanted)?.rates).toEqual(expected?.rates);
      }),
      { numRuns: 1_000 },
    );
  });

  test("of the past is changed by no version that counts from later on, so no amount is", () => {
    const later = fc.record({ place, rates: fc.option(rates), aheadMs: fc.integer({ min: 1, max: 10 ** 9 }) });
    fc.assert(
      fc.property(owns, lists, wantedAt, later, tokens, (own, list, wanted, { place: of, ...added }, used) => {
        const effectiveAt = new Date(wanted.at.getTime() + added.aheadMs);
        const after = [...own, { ...of, id: "added", effectiveAt, rates: added.rates }];
        const before = findWorkspacePrice(own, list, wanted);
        const then = findWorkspacePrice(after, list, wanted);
        expect(then).toEqual(before);
        if (before && then) expect(priceUsage(then.rates, used)).toEqual(priceUsage(before.rates, used));
      }),
      { numRuns: 1_000 },
    );
  });

  test("holds at least what it charges, whatever the rates", () => {
    fc.assert(
      fc.property(owns, lists, wantedAt, tokens, (own, list, wanted, used) => {
        const version = findWorkspacePrice(own, list, wanted);
        if (!version) return;
        const maxInputTokens = used.inputTokens + used.cachedInputTokens;
        const { inputNanos, tokenNanos } = holdPrice(version.rates, { maxInputTokens, choiceCount: 1 });
        const heldNanos = inputNanos + tokenNanos * BigInt(used.outputTokens);
        expect(heldNanos).toBeGreaterThanOrEqual(priceUsage(version.rates, used).amountNanos);
      }),
    );
  });

  test("is the old one until the very instant of the new one", () => {
    const of = { modelId: "alpha", mode: "flex" } as const;
    const priced = { inputNanos: 1n, cachedInputNanos: null, outputNanos: 1n };
    const own = [{ ...of, id: "own", effectiveAt: atDay(3), rates: priced }];
    const list = [{ ...of, id: "list", effectiveAt: atDay(0), rates: priced }];
    const at = (ms: number) => findWorkspacePrice(own, list, { ...of, at: new Date(ms) })?.id;
    expect(at(atDay(3).getTime() - 1)).toBe("list");
    expect(at(atDay(3).getTime())).toBe("own");
  });

  test("is the list's from an instant on once all that is its own from then on is ended, and the same before", () => {
    fc.assert(
      fc.property(owns, lists, wantedAt, days, (own, list, wanted, day) => {
        const endings = ownRatesFrom(own, atDay(day)).map((version) => ({ ...version, id: "ended", rates: null }));
        const ended = [...own, ...endings];
        const isLater = wanted.at >= atDay(day);
        expect(findWorkspacePrice(ended, list, wanted)).toEqual(findWorkspacePrice(isLater ? [] : own, list, wanted));
      }),
      { numRuns: 1_000 },
    );
  });
});
