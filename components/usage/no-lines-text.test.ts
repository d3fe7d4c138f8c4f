import { expect, test } from "vitest";
import { noLinesText } from "./no-lines-text.ts";

test("only what cost nothing is said to have cost nothing", () => {
  expect(noLinesText("0.00")).toBe("No tokens were billed, so this request cost nothing.");
  expect(noLinesText("0.000000001")).toBe(
    "This request cost $0.000000001. The rates it was billed at cannot be shown.",
  );
});
