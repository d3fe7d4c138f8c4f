import { describe, expect, it } from "vitest";
import { parseSimDirectives } from "./parse-sim-directives.ts";
import { Refusal } from "./refusal.ts";

function refusalOf(text: string): Refusal {
  try {
    parseSimDirectives(text);
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  throw new Error(`"${text}" was not refused`);
}

describe("parseSimDirectives", () => {
  it("changes nothing when nothing is said", () => {
    const nothing = parseSimDirectives();
    expect(parseSimDirectives("", " , ")).toEqual(nothing);
    expect(nothing).toMatchObject({ status: null, stall: false, dropAfter: null, overReport: 0, tokens: null });
  });

  it("reads every directive, combined with commas and blanks", () => {
    const text =
      "status=503, stall,drop, stall-after=1, drop-after=2 ,bad-json-after=0,no-usage,over-report=4,over-report-input=5,rate=6,latency=7,tokens=8";
    expect(parseSimDirectives(text)).toEqual({
      status: 503,
      stall: true,
      drop: true,
      stallAfter: 1,
      dropAfter: 2,
      badJsonAfter: 0,
      noUsage: true,
      overReport: 4,
      overReportInput: 5,
      tokensPerSecond: 6,
      firstTokenMs: 7,
      tokens: 8,
    });
  });

  it("lets a later place override an earlier one and keep the rest", () => {
    expect(parseSimDirectives("rate=10,tokens=5", "rate=20")).toMatchObject({ tokensPerSecond: 20, tokens: 5 });
  });

  it.each([
    ["drop-afer=5", "Unknown simulator directive 'drop-afer'."],
    ["toString=1", "Unknown simulator directive 'toString'."],
    ["rate", "Simulator directive 'rate' takes a whole number from 0 to 1000000."],
    ["rate=", "Simulator directive 'rate' takes a whole number from 0 to 1000000."],
    ["rate=1.5", "Simulator directive 'rate' takes a whole number from 0 to 1000000."],
    ["status=200", "Simulator directive 'status' takes a whole number from 400 to 599."],
    ["tokens=0", "Simulator directive 'tokens' takes a whole number from 1 to 200000."],
    ["tokens=5=6", "Simulator directive 'tokens' takes a whole number from 1 to 200000."],
    ["stall=1", "Simulator directive 'stall' takes no value."],
  ])("refuses %s", (text, message) => {
    expect(refusalOf(text)).toMatchObject({ status: 400, message });
  });
});
