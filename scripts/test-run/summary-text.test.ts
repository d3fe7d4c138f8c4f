import { describe, expect, test } from "vitest";
import { summaryText } from "./summary-text.ts";

const step = (name: string, passed: number, failed = 0, skipped = 0) => ({
  name,
  outcome: { passed, failed, skipped },
  seconds: 1.25,
});

describe("summaryText", () => {
  test("ends with the closing line alone, summed over all steps", () => {
    const lines = summaryText([step("lint", 1), step("unit", 120, 2), step("e2e", 3, 0, 4)]).split("\n");
    expect(lines.at(-1)).toBe("124 passed, 2 failed");
    expect(lines.at(-2)).toBe("");
  });

  test("has a line for each step", () => {
    const text = summaryText([step("lint", 1), step("unit", 120, 2), step("e2e", 3, 0, 4)]);
    expect(text).toMatch(/^ {2}lint {2}1 passed +1\.\d s$/m);
    expect(text).toMatch(/^ {2}unit {2}120 passed, 2 FAILED +1\.\d s$/m);
    expect(text).toMatch(/^ {2}e2e {3}3 passed, 4 skipped +1\.\d s$/m);
  });

  test("of nothing is nothing", () => expect(summaryText([]).endsWith("0 passed, 0 failed")).toBe(true));
});
