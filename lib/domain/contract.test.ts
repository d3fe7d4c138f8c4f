import { describe, expect, test } from "vitest";
import { type Contract, type ContractInput, isSameContract, readContract } from "./contract.ts";

const now = new Date("2026-11-24T12:00:00Z");
const FULL: ContractInput = {
  monthlyNanos: "12000",
  seats: "25",
  includedInferenceNanos: "500.50",
  requestsPerMinute: "20000",
  maxConcurrentRequests: "2000",
};

function contractOf(present: Contract | null, input: ContractInput): Contract {
  const read = readContract(present, input, now);
  if (!read.isValid) throw new Error(read.problems.join());
  return read.contract;
}

function problemsOf(present: Contract | null, input: ContractInput): readonly string[] {
  const read = readContract(present, input, now);
  return read.isValid ? [] : read.problems;
}

describe("a contract", () => {
  test("has usual terms where nothing was said, and needs the rest once", () => {
    expect(contractOf(null, FULL)).toEqual({
      monthlyNanos: 12_000_000_000_000n,
      seats: 25,
      includedInferenceNanos: 500_500_000_000n,
      sessionsPerMonth: 0,
      requestsPerMinute: 20_000,
      maxConcurrentRequests: 2_000,
      netDays: 30,
      isPostpaid: false,
      requiresPurchaseOrder: false,
      purchaseOrderNumber: null,
      purchaseOrderExpiresAt: null,
      purchaseOrderNanos: null,
      purchaseOrderSince: null,
      endsAt: null,
    });
    expect(problemsOf(null, {})).toHaveLength(5);
  });

  test("keeps what is left out, and is the same after the same again", () => {
    const first = contractOf(null, {
      ...FULL,
      isPostpaid: true,
      purchaseOrderNumber: "PO-1",
      purchaseOrderExpiresAt: "2027-03-31",
    });
    expect(first.purchaseOrderExpiresAt).toEqual(new Date("2027-04-01T00:00:00Z"));
    expect(isSameContract(first, contractOf(first, {}))).toBe(true);
    const changed = contractOf(first, { seats: "30" });
    expect(changed).toEqual({ ...first, seats: 30 });
    expect(isSameContract(first, changed)).toBe(false);
  });

  test("a new purchase order does not have the old one's expiry, and none has none", () => {
    const first = contractOf(null, { ...FULL, purchaseOrderNumber: "PO-1", purchaseOrderExpiresAt: "2027-03-31" });
    expect(contractOf(first, { purchaseOrderNumber: "PO-2" }).purchaseOrderExpiresAt).toBeNull();
    expect(contractOf(first, { purchaseOrderNumber: "" })).toMatchObject({
      purchaseOrderNumber: null,
      purchaseOrderExpiresAt: null,
    });
  });

  test("a purchase order counts until its last day is over", () => {
    expect(problemsOf(null, { ...FULL, purchaseOrderNumber: "PO-1", purchaseOrderExpiresAt: "2026-11-24" })).toEqual(
      [],
    );
    expect(
      problemsOf(null, { ...FULL, purchaseOrderNumber: "PO-1", purchaseOrderExpiresAt: "2026-11-23" }),
    ).toHaveLength(1);
  });

  test("a purchase order has an amount, and the instant from which it is used up, for as long as its number stays", () => {
    const first = contractOf(null, { ...FULL, purchaseOrderNumber: "PO-1", purchaseOrderNanos: "150,000" });
    expect(first).toMatchObject({ purchaseOrderNanos: 150_000_000_000_000n, purchaseOrderSince: now });
    const read = (input: ContractInput) => {
      const later = readContract(first, input, new Date("2026-12-01T00:00:00Z"));
      return later.isValid ? later.contract : null;
    };
    expect(read({ purchaseOrderNanos: "200000" })).toMatchObject({ purchaseOrderSince: now });
    expect(read({ purchaseOrderNanos: "" })).toMatchObject({ purchaseOrderNanos: null, purchaseOrderSince: now });
    expect(read({ purchaseOrderNumber: "PO-2" })).toMatchObject({
      purchaseOrderNanos: null,
      purchaseOrderSince: new Date("2026-12-01T00:00:00Z"),
    });
    expect(read({ purchaseOrderNumber: "" })).toMatchObject({ purchaseOrderNanos: null, purchaseOrderSince: null });
  });

  test("ends when its last day is over, and goes on only by a new end", () => {
    const ending = contractOf(null, { ...FULL, endsAt: "2026-12-31" });
    expect(ending.endsAt).toEqual(new Date("2027-01-01T00:00:00Z"));
    expect(contractOf(ending, { seats: "30" }).endsAt).toEqual(ending.endsAt);
    expect(contractOf(ending, { endsAt: "" }).endsAt).toBeNull();
    expect(problemsOf(null, { ...FULL, endsAt: "2026-11-24" })).toEqual([]);
    expect(problemsOf(null, { ...FULL, endsAt: "2026-11-23" })).toEqual([
      "23 Nov 2026 is over: give a last day from today on.",
    ]);
    const ended = { ...ending, endsAt: now };
    expect(problemsOf(ended, { seats: "30" })).toEqual([expect.stringContaining("say its new last day")]);
    expect(problemsOf(ended, { endsAt: "2027-06-30" })).toEqual([]);
  });

  test("thousands may be separated, and what is negative is called so", () => {
    expect(contractOf(null, { ...FULL, requestsPerMinute: "20,000", monthlyNanos: "12,000.50" })).toMatchObject({
      requestsPerMinute: 20_000,
      monthlyNanos: 12_000_500_000_000n,
    });
    expect(problemsOf(null, { ...FULL, monthlyNanos: "−5" })).toEqual([expect.stringContaining('"−5" is negative')]);
  });

  test.each<[ContractInput]>([
    [{ monthlyNanos: "-1" }],
    [{ seats: "-5" }],
    [{ requestsPerMinute: "20,00" }],
    [{ endsAt: "2027-02-31" }],
    [{ purchaseOrderNanos: "5" }],
    [{ purchaseOrderNumber: "PO", purchaseOrderNanos: "0" }],
    [{ purchaseOrderNumber: "PO", purchaseOrderNanos: "-5" }],
    [{ purchaseOrderNumber: "PO", purchaseOrderNanos: "much" }],
    [{ monthlyNanos: "12.005" }],
    [{ monthlyNanos: "10000001" }],
    [{ monthlyNanos: "" }],
    [{ includedInferenceNanos: "lots" }],
    [{ seats: "0" }],
    [{ seats: "2.5" }],
    [{ netDays: "0" }],
    [{ netDays: "366" }],
    [{ requestsPerMinute: "1e3" }],
    [{ purchaseOrderNumber: "x".repeat(31) }],
    [{ purchaseOrderExpiresAt: "2027-03-31" }],
    [{ purchaseOrderNumber: "PO", purchaseOrderExpiresAt: "31.3.2027" }],
    [{ requiresPurchaseOrder: true }],
  ])("refuses %j with one problem", (input) => {
    expect(problemsOf(null, { ...FULL, ...input })).toHaveLength(1);
  });
});
