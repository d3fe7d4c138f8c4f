import fc from "fast-check";
import { expect, test } from "vitest";
import { purchaseOrderUsed, purchaseOrderWarning } from "./purchase-order-use.ts";

const at = (text: string) => new Date(`${text}Z`);
const FEES = { monthlyNanos: 31_000n, since: at("2026-12-01T00:00"), until: null, usageNanos: 0n };

test("counts the fee of each period that has begun, in full, and all usage", () => {
  expect(purchaseOrderUsed(FEES, at("2026-12-01T00:00"))).toBe(31_000n);
  expect(purchaseOrderUsed({ ...FEES, usageNanos: 7n }, at("2027-01-31T23:59"))).toBe(62_007n);
});

test("counts the time left of the period in which the order came on file, rounded up", () => {
  expect(purchaseOrderUsed({ ...FEES, since: at("2026-12-31T00:00") }, at("2026-12-31T00:00"))).toBe(1_000n);
  expect(purchaseOrderUsed({ ...FEES, since: at("2026-12-31T23:59:59.999") }, at("2026-12-31T23:59:59.999"))).toBe(1n);
});

test("counts no fee of periods after the contract's end", () => {
  expect(purchaseOrderUsed({ ...FEES, until: at("2027-02-01T00:00") }, at("2027-06-01T00:00"))).toBe(62_000n);
});

test("only ever grows with time, and by no more than the fees of the periods between", () => {
  const ms = fc.integer({ min: at("2026-12-01T00:00").getTime(), max: at("2029-01-01T00:00").getTime() });
  fc.assert(
    fc.property(fc.tuple(ms, ms, ms), fc.bigInt({ min: 0n, max: 10n ** 16n }), (instants, monthlyNanos) => {
      const [since, now, later] = instants.toSorted((one, other) => one - other).map((instant) => new Date(instant));
      if (!since || !now || !later) return;
      const used = (instant: Date) => purchaseOrderUsed({ ...FEES, since, monthlyNanos }, instant);
      const months = (later.getUTCFullYear() - now.getUTCFullYear()) * 12 + later.getUTCMonth() - now.getUTCMonth();
      expect(used(later) - used(now)).toBe(monthlyNanos * BigInt(months));
      expect(used(now)).toBeLessThanOrEqual(monthlyNanos * BigInt(25));
    }),
  );
});

test.each([
  [0n, null],
  [799n, null],
  [800n, 80],
  [999n, 80],
  [1_000n, 100],
  [5_000n, 100],
] as const)("of 1,000 with %s used, %s percent are told", (used, percent) => {
  expect(purchaseOrderWarning(1_000n, used)).toBe(percent);
});
