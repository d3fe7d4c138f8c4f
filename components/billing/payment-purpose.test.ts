import { expect, test } from "vitest";
import { paymentPurpose } from "./payment-purpose.ts";

const PAYMENT = {
  id: "in_1",
  kind: "plan",
  at: "2026-12-01T01:00:00.000Z",
  amount: "49.00",
  refunded: "0.00",
  state: "paid",
  description: "1 × Pro plan (at $49.00 / month)",
  number: "A-0001",
  period: { start: "2026-12-01T00:00:00.000Z", end: "2027-01-01T00:00:00.000Z" },
  receiptUrl: null,
} as const;

test("a plan's payment says what was bought, for which days, and the invoice's number", () => {
  expect(paymentPurpose(PAYMENT)).toEqual({
    title: "1 × Pro plan (at $49.00 / month)",
    note: "1 Dec 2026 to 31 Dec 2026 (UTC) · A-0001",
  });
  expect(paymentPurpose({ ...PAYMENT, description: null, number: null, period: null })).toEqual({
    title: "Plan",
    note: null,
  });
});

test("credits say whether a person bought them", () => {
  const credits = { ...PAYMENT, description: null, number: null, period: null };
  expect(paymentPurpose({ ...credits, kind: "credits" })).toEqual({ title: "Credits", note: null });
  expect(paymentPurpose({ ...credits, kind: "auto_top_up" })).toEqual({
    title: "Credits",
    note: "Bought by auto top-up",
  });
});
