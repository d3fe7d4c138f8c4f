import { describe, expect, test } from "vitest";
import { COMMAND_NAMES, operatorHelp } from "./operator-help.ts";
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

  test("reads rates and limits", () => {
    expect(read("set-rates acme m --mode active --input 0.08 --output 0.3 --from 2027-01-01")).toEqual({
      kind: "set-rates",
      slug: "acme",
      modelId: "m",
      rates: {
        mode: "active",
        input: "0.08",
        cachedInput: undefined,
        output: "0.3",
        from: "2027-01-01",
        isList: false,
        isAboveList: false,
      },
    });
    expect(read("set-rates acme m --list")).toMatchObject({ rates: { mode: "flex", isList: true } });
    expect(read("list-rates acme")).toEqual({ kind: "list-rates", slug: "acme" });
    expect(read("set-limit acme 1,500")).toEqual({ kind: "set-limit", slug: "acme", limit: "1,500" });
    expect(read("credit-note acme AB12CD34-0001 25 charged twice")).toEqual({
      kind: "credit-note",
      slug: "acme",
      invoiceNumber: "AB12CD34-0001",
      amount: "25",
      reason: "charged twice",
    });
  });

  test("takes a credit note's reason as an option too, and no other option for a reason", () => {
    const note = { kind: "credit-note", slug: "acme", invoiceNumber: "X-1", amount: "25", reason: "Outage" };
    expect(read("credit-note acme X-1 25 --reason Outage")).toEqual(note);
    expect(read("credit-note --reason=Outage acme X-1 25")).toEqual(note);
    expect(readOperatorCommand(["credit-note", "acme", "X-1", "25", "Not -- as agreed"])).toEqual({
      ...note,
      reason: "Not -- as agreed",
    });
  });

  test("takes what is negative for an amount and not for an option, wherever it stands", () => {
    expect(read("set-limit acme -5")).toMatchObject({ limit: "−5" });
    expect(read("set-limit acme -$5")).toMatchObject({ limit: "−$5" });
    expect(read("credits grant acme --amount -5 --reference T --reason R")).toMatchObject({ amount: "−5" });
    expect(read("contract set acme --monthly -12,000")).toMatchObject({ terms: { monthlyNanos: "−12,000" } });
  });

  test("has help with an example for each command, and each example can be read", () => {
    expect(COMMAND_NAMES).toHaveLength(8);
    for (const name of COMMAND_NAMES) {
      const help = operatorHelp(name);
      expect(operatorHelp()).toContain(help.split("\n\n")[1]);
      const example = /Example: npm run operator -- (.*)/.exec(help)?.[1] ?? "";
      const words = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
      expect(readOperatorCommand(words).kind).toBe(name);
    }
  });

  test.each([
    ["contract set", "Name one workspace"],
    ["contract set acme other", "Name one workspace"],
    ["contract set acme --postpaid --prepaid", "contradict"],
    ["contract set acme --sseats 4", "sseats"],
    ["contract set acme --seats", "seats"],
    ["contract", 'no command "contract". Did you mean "contract set"?'],
    ["set-limt acme 5", 'no command "set-limt". Did you mean "set-limit"?'],
    ["grant acme", 'no command "grant acme". There are "workspace list",'],
    ["--amount 5", 'no command "5"'],
    ["set-limit acme", 'Name one workspace, then the limit in dollars, or "none".'],
    ["set-limit acme 5 6", "Name one workspace, then the limit"],
    ["set-rates acme", "Name one workspace, then the model"],
    ["set-rates acme m --mode turbo", '--mode is flex or active, not "turbo"'],
    ["set-rates acme m --list --input 1", "--list takes no rates"],
    ["list-rates acme other", "Name one workspace."],
    ["workspace list acme", "takes nothing more"],
    ["credits grant acme --amount 5 --reference T", "--reason"],
    ["credit-note acme 7K2QD9MX-0001 5", "a reason"],
    ["credit-note acme 7K2QD9MX-0001 5 --reason", "reason"],
    ["credit-note acme 7K2QD9MX-0001 5 --because outage", "--because"],
    ["credit-note acme 7K2QD9MX-0001 5 charged --twice", "--twice"],
    ["credit-note acme 7K2QD9MX-0001 5 --reason charged twice", '"charged" and "twice" are two'],
    ["credit-note acme 7K2QD9MX-0001 --reason Outage", "dollars"],
  ])("refuses %j", (text, why) => {
    expect(() => read(text)).toThrow(UsageError);
    expect(() => read(text)).toThrow(why);
  });
});
