import fc from "fast-check";
import { expect, test } from "vitest";
import { laterReversal, type PaymentReversal } from "./later-reversal.ts";

const NONE: PaymentReversal = { refundedNanos: 0n, disputeId: null, disputeState: null };

test("refunds are as Stripe says now, and fall again when one fails", () => {
  const refunded = laterReversal(NONE, { refundedNanos: 5n, dispute: null });
  expect(refunded).toEqual({ ...NONE, refundedNanos: 5n });
  expect(laterReversal(refunded, { refundedNanos: 0n, dispute: null })).toEqual(NONE);
});

test("an inquiry is no dispute", () => {
  expect(laterReversal(NONE, { refundedNanos: 0n, dispute: { id: "du_1", state: "inquiry" } })).toEqual(NONE);
});

test("in whatever order its events come, a dispute ends as it was decided", () => {
  const states = fc
    .constantFrom("won" as const, "lost" as const)
    .chain((end) =>
      fc
        .shuffledSubarray(["inquiry", "open", "open", end, end] as const, { minLength: 5 })
        .map((order) => ({ end, order })),
    );
  fc.assert(
    fc.property(states, ({ end, order }) => {
      const after = order.reduce<PaymentReversal>(
        (known, state) => laterReversal(known, { refundedNanos: 0n, dispute: { id: "du_1", state } }),
        NONE,
      );
      expect(after).toEqual({ refundedNanos: 0n, disputeId: "du_1", disputeState: end });
    }),
  );
});
