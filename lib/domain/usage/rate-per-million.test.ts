import fc from "fast-check";
import { expect, test } from "vitest";
import { formatRatePerMillion, readRatePerMillion } from "./rate-per-million.ts";

test.each([
  ["0.25", 250n],
  ["0.001", 1n],
  ["$2", 2_000n],
  ["0", 0n],
  ["1,000", 1_000_000n],
])("%s per 1M tokens is %s nano-dollars per token", (text, nanos) => {
  expect(readRatePerMillion(text, "input")).toEqual({ isValid: true, nanos });
});

test.each([
  ["0.0005", "$0.001 per 1M tokens is the finest"],
  ["0.2501", "the finest"],
  ["-1", "no input rate"],
  ["0,25", "no input rate"],
  ["cheap", "no input rate"],
  ["10000.001", "above $10,000"],
])("%s is refused", (text, why) => {
  const read = readRatePerMillion(text, "input");
  expect(read).toMatchObject({ isValid: false, problem: expect.stringContaining(why) });
});

test("what is shown reads back as the same rate", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10_000_000n }), (nanos) => {
      expect(readRatePerMillion(formatRatePerMillion(nanos), "input")).toEqual({ isValid: true, nanos });
    }),
  );
});
