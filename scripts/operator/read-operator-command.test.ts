import { describe, expect, test } from "vitest";
import { readOperatorCommand, UsageError } from "./read-operator-command.ts";

const read = (text: string) => readOperatorCommand(text.split(" "));

describe("the operator's command line", () => {
  test("reads every term, and leaves out what was not said", () => {
    const all =
      "contract set acme --monthly 12000 --seats 25 --included 500 --sessions 200 --rpm 20000 --concurrent 2000 " +
      "--net 45 --postpaid --po PO-1 --po-expires 2027-03-31 --requires-po";
    expect(read(all)).toEqual({
      kind: "contract set",
      slug: "acme",
      terms: {
        monthlyNanos: "12000",
        seats: "25",
        includedInferenceNanos: "500",
        sessionsPerMonth: "200",
        requestsPerMinute: "20000",
        maxConcurrentRequests: "2000",
        netDays: "45",
        isPostpaid: true,
        requiresPurchaseOrder: true,
        purchaseOrderNumber: "PO-1",
        purchaseOrderExpiresAt: "2027-03-31",
      },
    });
    const { terms } = read("contract set acme --prepaid --no-po-required") as { terms: object };
    expect(terms).toEqual({ isPostpaid: false, requiresPurchaseOrder: false });
  });

  test("reads a credit note, whose reason may be several words", () => {
    expect(read("credit-note acme 7K2QD9MX-0001 12.50 Outage of 3 Nov")).toEqual({
      kind: "credit-note",
      slug: "acme",
      invoiceNumber: "7K2QD9MX-0001",
      amount: "12.50",
      reason: "Outage of 3 Nov",
    });
  });

  test.each([
    ["contract set", "Name one workspace"],
    ["contract set acme other", "Name one workspace"],
    ["contract set acme --postpaid --prepaid", "contradict"],
    ["contract set acme --sseats 4", "sseats"],
    ["contract set acme --seats", "seats"],
    ["contract", 'no command "contract "'],
    ["workspace list acme", "takes nothing more"],
    ["credits grant acme --amount 5 --reference T", "--reason"],
    ["credit-note acme 7K2QD9MX-0001 5", "a reason"],
  ])("refuses %j", (text, why) => {
    expect(() => read(text)).toThrow(UsageError);
    expect(() => read(text)).toThrow(why);
  });
});
