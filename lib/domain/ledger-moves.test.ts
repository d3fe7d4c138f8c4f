import fc from "fast-check";
import { expect, test } from "vitest";
import { type LedgerMove, ledgerMoves, type PaymentFacts } from "./ledger-moves.ts";

const PAID: PaymentFacts = { paymentId: "pi_1", isPaid: true, amountNanos: 50n, refunds: [], dispute: null };

/** The ledger of one who makes each move once. */
function ledgerAfter(heard: readonly PaymentFacts[]): { sum: bigint; ids: string[] } {
  const made = new Map<string, LedgerMove>();
  for (const move of heard.flatMap(ledgerMoves)) if (!made.has(move.effectId)) made.set(move.effectId, move);
  const moves = [...made.values()];
  const sum = moves.reduce(
    (total, { direction, amountNanos }) => total + (direction === "in" ? amountNanos : -amountNanos),
    0n,
  );
  return { sum, ids: [...made.keys()].sort() };
}

test("nothing moves before the payment", () => {
  expect(ledgerMoves({ ...PAID, isPaid: false })).toEqual([]);
});

test("a refund that failed and a dispute that was won are taken and given back", () => {
  const facts: PaymentFacts = {
    ...PAID,
    refunds: [{ id: "re_1", amountNanos: 20n, state: "failed" }],
    dispute: { id: "du_1", amountNanos: 50n, state: "won" },
  };
  expect(ledgerMoves(facts).map(({ effectId, direction }) => `${direction} ${effectId}`)).toEqual([
    "in pi_1",
    "out re_1",
    "in re_1/failed",
    "out du_1",
    "in du_1/won",
  ]);
  expect(ledgerAfter([facts]).sum).toBe(50n);
});

test("an inquiry takes nothing", () => {
  const dispute = { id: "du_1", amountNanos: 50n, state: "inquiry" } as const;
  expect(ledgerAfter([{ ...PAID, dispute }]).sum).toBe(50n);
});

test("whatever is heard first, twice or never, the last facts decide", () => {
  const refundStates = fc.constantFrom("pending", "succeeded", "failed" as const);
  const story = fc.record({
    amounts: fc.array(fc.bigInt({ min: 1n, max: 100n }), { maxLength: 3 }),
    ends: fc.array(refundStates, { minLength: 3, maxLength: 3 }),
    dispute: fc.constantFrom("none", "open", "won", "lost" as const),
  });
  fc.assert(
    fc.property(story, fc.array(fc.nat({ max: 3 }), { maxLength: 8 }), ({ amounts, ends, dispute }, order) => {
      const early = (isEnd: boolean): PaymentFacts => ({
        ...PAID,
        amountNanos: 1_000n,
        refunds: amounts.map((amountNanos, index) => ({
          id: `re_${index}`,
          amountNanos,
          state: isEnd ? (ends[index] ?? "pending") : "pending",
        })),
        dispute: dispute === "none" ? null : { id: "du_1", amountNanos: 10n, state: isEnd ? dispute : "open" },
      });
      const stages = [{ ...PAID, isPaid: false }, { ...PAID, amountNanos: 1_000n }, early(false), early(true)];
      const heard = order.map((index) => stages[index] as PaymentFacts);
      const last = early(true);
      expect(ledgerAfter([...heard, last])).toEqual(ledgerAfter([last]));
      expect(ledgerAfter([last, ...heard])).toEqual(ledgerAfter([last]));
    }),
  );
});
