import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideAutoTopUp, parseAutoTopUp } from "./auto-top-up.ts";

const terms = { thresholdNanos: 20n, amountNanos: 50n, monthlyMaxNanos: 120n };
const ready = { ...terms, isEnabled: true, state: "ready" } as const;

describe("decideAutoTopUp", () => {
  test.each([
    ["buy", ready, { balanceNanos: 19n, boughtNanos: 70n }],
    ["monthly_maximum", ready, { balanceNanos: 19n, boughtNanos: 71n }],
    ["enough", ready, { balanceNanos: 20n, boughtNanos: 0n }],
    ["off", { ...ready, isEnabled: false }, { balanceNanos: 0n, boughtNanos: 0n }],
    ["stopped", { ...ready, state: "stopped" as const }, { balanceNanos: 0n, boughtNanos: 0n }],
    ["under_way", { ...ready, state: "charging" as const }, { balanceNanos: 0n, boughtNanos: 0n }],
    ["under_way", { ...ready, isEnabled: false, state: "charging" as const }, { balanceNanos: 0n, boughtNanos: 0n }],
  ])("%s", (decision, setting, figures) => {
    expect(decideAutoTopUp(setting, figures)).toBe(decision);
  });

  test("never passes the monthly maximum, however often it is asked", () => {
    const amount = fc.bigInt({ min: 1n, max: 1_000n });
    fc.assert(
      fc.property(amount, amount, fc.nat({ max: 50 }), (amountNanos, extra, asks) => {
        const setting = { ...ready, amountNanos, monthlyMaxNanos: amountNanos + extra };
        let boughtNanos = 0n;
        for (let ask = 0; ask < asks; ask++) {
          if (decideAutoTopUp(setting, { balanceNanos: 0n, boughtNanos }) === "buy") boughtNanos += amountNanos;
        }
        expect(boughtNanos <= setting.monthlyMaxNanos).toBe(true);
      }),
    );
  });
});

test("parseAutoTopUp names every field that is wrong", () => {
  const parsed = parseAutoTopUp({ threshold: "", amount: "3", monthlyMax: "x" });
  expect(!parsed.isValid && Object.keys(parsed.fieldErrors)).toEqual(["threshold", "amount", "monthlyMax"]);
  const huge = "99999999999999999999";
  const tooMuch = parseAutoTopUp({ threshold: huge, amount: "50", monthlyMax: huge });
  expect(!tooMuch.isValid && Object.keys(tooMuch.fieldErrors)).toEqual(["threshold", "monthlyMax"]);
  expect(parseAutoTopUp({ threshold: "1000000", amount: "50", monthlyMax: "1,000,000" }).isValid).toBe(true);
  expect(parseAutoTopUp({ threshold: "20", amount: "50", monthlyMax: "50" })).toEqual({
    isValid: true,
    terms: { thresholdNanos: 20_000_000_000n, amountNanos: 50_000_000_000n, monthlyMaxNanos: 50_000_000_000n },
  });
});
