import { expect, test } from "vitest";
import { dayPrices } from "./day-prices.ts";
import { type DayUsage, focusRows } from "./focus-rows.ts";

const utcDay = new Date("2026-11-14T00:00:00Z");
const rates = { inputNanos: 100n, cachedInputNanos: 10n, outputNanos: 400n };
const version = (at: string, change: object = {}) => ({
  id: at,
  modelId: "m",
  mode: "flex" as const,
  effectiveAt: new Date(at),
  rates,
  ...change,
});
const list = [version("2026-01-01T00:00:00Z")];
const activeRates = { inputNanos: 50n, cachedInputNanos: null, outputNanos: 400n };
const active = version("2026-01-01T00:00:00Z", { mode: "active", rates: activeRates });
const own = version("2026-11-14T00:00:00Z", { rates: { ...rates, inputNanos: 80n } });
const pricesOf = (input: bigint, change: { own?: object[]; list?: object[]; modeNow?: string | null } = {}) =>
  dayPrices({ own: [], list: [...list, active], ...change } as Parameters<typeof dayPrices>[0], {
    modelId: "m",
    modeNow: "modeNow" in change ? (change.modeNow as "flex" | null) : "flex",
    utcDay,
    tokens: { input: 10, cachedInput: 0, output: 1 },
    nanos: { input, cachedInput: 0n, output: 400n },
  });

test("the prices are those that give what was billed, whatever the deployment's mode is now", () => {
  for (const modeNow of ["flex", "active", null]) {
    expect(pricesOf(1_000n, { modeNow })).toEqual({ mode: "flex", billed: rates, list: rates });
    expect(pricesOf(500n, { modeNow })).toEqual({ mode: "active", billed: activeRates, list: activeRates });
    expect(pricesOf(800n, { modeNow, own: [own] })).toEqual({ mode: "flex", billed: own.rates, list: rates });
  }
});

test("of modes that cost the same the deployment's counts, and without one it is not known", () => {
  const same = [...list, { ...active, rates }];
  expect(pricesOf(1_000n, { list: same, modeNow: "active" })?.mode).toBe("active");
  expect(pricesOf(1_000n, { list: same, modeNow: null })).toBeNull();
});

test("there are none where no one price gives it, or a price changed during the day", () => {
  expect(pricesOf(750n)).toBeNull();
  expect(pricesOf(800n)).toBeNull();
  expect(pricesOf(1_000n, { own: [{ ...own, effectiveAt: new Date("2026-11-14T00:00:01Z") }] })).toBeNull();
  expect(pricesOf(1_000n, { own: [{ ...own, effectiveAt: new Date("2026-11-15T00:00:00Z") }] })).not.toBeNull();
});

const parties = {
  workspaceId: "ws",
  workspaceName: "Acme",
  providerName: "Weir",
  period: { key: "2026-11", start: new Date("2026-11-01T00:00:00Z"), end: new Date("2026-12-01T00:00:00Z") },
};
const usage: DayUsage = {
  utcDay,
  modelId: "m",
  modelName: "M",
  apiKeyId: "key",
  keyName: "Key",
  memberId: "user",
  memberName: "Ann",
  deploymentId: "dep",
  deploymentName: "Dep",
  prices: { mode: "flex", billed: own.rates, list: rates },
  tokens: { input: 10, cachedInput: 0, output: 0 },
  nanos: { input: 800n, cachedInput: 0n, output: 0n },
  includedNanos: 0n,
};
const rowOf = (change: Partial<DayUsage>) => focusRows({ ...usage, ...change }, parties)[0] ?? {};

test("a charge has the list's cost and price beside what was billed, and a price's id for each mode", () => {
  expect(rowOf({})).toMatchObject({
    BilledCost: "0.0000008",
    ContractedCost: "0.0000008",
    ContractedUnitPrice: "0.00000008",
    ListCost: "0.000001",
    ListUnitPrice: "0.0000001",
    SkuPriceId: "m/flex/input",
  });
  const { SkuPriceId } = rowOf({ prices: { mode: "active", billed: own.rates, list: rates } });
  expect(SkuPriceId).toBe("m/active/input");
});

test("where no one price was charged there are no unit prices, and the list's cost is the billed one", () => {
  const row = rowOf({ prices: null });
  expect(row).toMatchObject({ BilledCost: "0.0000008", ListCost: "0.0000008" });
  for (const column of ["ContractedUnitPrice", "ListUnitPrice", "PricingCurrencyListUnitPrice"])
    expect(row).not.toHaveProperty(column);
});
