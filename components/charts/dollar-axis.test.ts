import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDollars, toExactDollars } from "#lib/domain/money.ts";
import { dollarAxis } from "./dollar-axis.ts";

const labels = (...amounts: string[]) => dollarAxis(amounts).ticks.map(({ label }) => label);

describe("dollarAxis", () => {
  it("rounds up to whole dollars", () => {
    expect(labels("37.21", "4.00")).toEqual(["$0", "$10", "$20", "$30", "$40"]);
  });

  it("keeps cents where the step needs them", () => {
    expect(labels("0.19")).toEqual(["$0", "$0.05", "$0.10", "$0.15", "$0.20"]);
    expect(labels("9.99")).toEqual(["$0", "$2.50", "$5.00", "$7.50", "$10.00"]);
  });

  it("keeps every digit of tiny amounts", () => {
    expect(labels("0.0002134")).toEqual(["$0", "$0.0001", "$0.0002", "$0.0003"]);
    expect(labels("0.000000001")).toEqual(["$0", "$0.000000001"]);
  });

  it("groups thousands", () => {
    expect(labels("7600000.00")).toEqual(["$0", "$2,000,000", "$4,000,000", "$6,000,000", "$8,000,000"]);
  });

  it("has an axis when nothing was charged", () => {
    expect(labels("0.00")).toEqual(["$0", "$0.25", "$0.50", "$0.75", "$1.00"]);
    expect(labels()).toHaveLength(5);
  });

  it("always covers the largest amount with at most five exact, even steps", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 18n }), (nanos) => {
        const { ticks, top } = dollarAxis([toExactDollars(nanos)]);
        const values = ticks.map(({ label }) => parseDollars(label) ?? -1n);
        const [first = -1n, second = -1n] = values;
        expect(first).toBe(0n);
        expect(values.every((value, index) => value === second * BigInt(index))).toBe(true);
        expect(values.at(-1) ?? -1n).toBeGreaterThanOrEqual(nanos);
        expect(ticks.length).toBeLessThanOrEqual(5);
        expect(ticks.at(-1)?.height).toBe(top);
      }),
    );
  });
});
