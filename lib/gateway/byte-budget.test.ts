import fc from "fast-check";
import { expect, test } from "vitest";
import { type ByteLease, createByteBudget } from "./byte-budget.ts";

const LIMIT_BYTES = 1_000;

const step = fc.record({
  lease: fc.nat({ max: 4 }),
  bytes: fc.nat({ max: 600 }),
  isRelease: fc.boolean(),
});

test("never more is held than the limit, what is refused takes nothing, and what is released is free again", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const budget = createByteBudget(LIMIT_BYTES);
      const leases: ByteLease[] = Array.from({ length: 5 }, () => budget.lease());
      const taken = [0, 0, 0, 0, 0];
      const held = () => taken.reduce((sum, bytes) => sum + bytes, 0);
      for (const { lease, bytes, isRelease } of steps) {
        if (isRelease) {
          leases[lease]?.release();
          taken[lease] = 0;
        } else {
          const shouldFit = held() + bytes <= LIMIT_BYTES;
          expect(leases[lease]?.fits(bytes)).toBe(shouldFit);
          expect(leases[lease]?.take(bytes)).toBe(shouldFit);
          if (shouldFit) taken[lease] = (taken[lease] ?? 0) + bytes;
        }
        expect(budget.heldBytes()).toBe(held());
      }
    }),
  );
});
