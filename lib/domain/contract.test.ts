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

  test.each<[ContractInput]>([
    [{ monthlyNanos: "-1" }],
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
