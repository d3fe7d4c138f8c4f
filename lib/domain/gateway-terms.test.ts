import { describe, expect, test } from "vitest";
import { type ContractTerms, gatewayTerms } from "./gateway-terms.ts";

const CONTRACT: ContractTerms = { requestsPerMinute: 60_000, maxConcurrentRequests: 5_000, isPostpaid: false };

describe("gatewayTerms", () => {
  test.each([
    ["pro", null, 500],
    ["pro", 20, 20],
    ["pro", 1_000, 1_000],
    ["pro", 1_001, 1_000],
    ["team", null, 5_000],
    ["team", 10_001, 10_000],
  ] as const)("a key of %s that sets %s has %i requests a minute", (plan, own, requestsPerMinute) => {
    expect(gatewayTerms(plan, null, own)?.requestsPerMinute).toBe(requestsPerMinute);
  });

  test.each([
    ["pro", 240],
    ["team", 960],
  ] as const)("%s has %i requests at once, paid from credits", (plan, maxConcurrentRequests) => {
    expect(gatewayTerms(plan, null, null)).toMatchObject({ maxConcurrentRequests, account: "credits" });
  });

  test("a contract does not change what a plan sets", () => {
    const contract = { ...CONTRACT, isPostpaid: true };
    expect(gatewayTerms("team", contract, null)).toEqual(gatewayTerms("team", null, null));
  });

  test.each([
    [null, 60_000],
    [100, 100],
    [60_001, 60_000],
  ])("an Enterprise key that sets %s has %i requests a minute by contract", (own, requestsPerMinute) => {
    expect(gatewayTerms("enterprise", CONTRACT, own)).toEqual({
      requestsPerMinute,
      maxConcurrentRequests: 5_000,
      account: "credits",
    });
  });

  test("what a postpaid contract charges is owed, not taken from credits", () => {
    expect(gatewayTerms("enterprise", { ...CONTRACT, isPostpaid: true }, null)?.account).toBe("receivable");
  });

  test("Enterprise without a contract has no terms, and Starter no access whatever its contract says", () => {
    expect(gatewayTerms("enterprise", null, 100)).toBeNull();
    expect(gatewayTerms("starter", CONTRACT, 100)).toBeNull();
  });
});
