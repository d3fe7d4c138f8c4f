import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { laterTopUpState, parseTopUpAmount } from "./top-up.ts";

describe("parseTopUpAmount", () => {
  test.each([
    ["5", 5_000_000_000n],
    ["$1,250.50", 1_250_500_000_000n],
    [" 10000 ", 10_000_000_000_000n],
  ])("reads %j", (text, amountNanos) => {
    expect(parseTopUpAmount(text)).toEqual({ isValid: true, amountNanos });
  });

  test.each([
    ["4.99", "too_low"],
    ["-50", "too_low"],
    ["10000.01", "too_high"],
    ["5.001", "part_of_a_cent"],
    ["5,5", "unreadable"],
    ["", "unreadable"],
  ])("refuses %j as %s", (text, reason) => {
    expect(parseTopUpAmount(text)).toEqual({ isValid: false, reason });
  });
});

describe("laterTopUpState", () => {
  const state = fc.constantFrom("open", "processing", "expired", "failed", "paid" as const);

  test("lets a failed purchase be paid, and nothing undo a payment", () => {
    expect(laterTopUpState("failed", "paid")).toBe("paid");
    expect(laterTopUpState("processing", "open")).toBe("processing");
    fc.assert(fc.property(state, (heard) => laterTopUpState("paid", heard) === "paid"));
  });

  test("ends the same in whatever order states are heard of", () => {
    fc.assert(
      fc.property(fc.array(state), fc.array(state), (heard, repeated) => {
        const all = [...heard, ...repeated.filter((other) => heard.includes(other))];
        const end = (states: typeof all) => states.reduce(laterTopUpState, "open" as const as (typeof all)[number]);
        expect(end([...all].reverse())).toBe(end(heard));
      }),
    );
  });
});
