import fc from "fast-check";
import { expect, test } from "vitest";
import { NANOS_PER_CENT, sumNanos } from "#lib/domain/money.ts";
import { roundLines, roundToCents } from "./round-lines.ts";

const amount = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });

test("half a cent goes up, also below zero", () => {
  expect(roundToCents(4_999_999n)).toBe(0n);
  expect(roundToCents(5_000_000n)).toBe(NANOS_PER_CENT);
  expect(roundToCents(-5_000_000n)).toBe(0n);
  expect(roundToCents(-5_000_001n)).toBe(-NANOS_PER_CENT);
});

test("many small amounts add up to what they come to, not to nothing", () => {
  expect(sumNanos(roundLines(Array(10).fill(3_000_000n)))).toBe(3n * NANOS_PER_CENT);
});

test("lines are whole cents, each less than a cent from its own amount, and sum to the rounded sum", () => {
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 60 }), (exact) => {
      const lines = roundLines(exact);
      expect(sumNanos(lines)).toBe(roundToCents(sumNanos(exact)));
      for (const [index, line] of lines.entries()) {
        expect(line % NANOS_PER_CENT).toBe(0n);
        const off = line - (exact[index] ?? 0n);
        expect(off < NANOS_PER_CENT && off > -NANOS_PER_CENT).toBe(true);
      }
    }),
  );
});
