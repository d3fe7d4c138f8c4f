import { expect, it } from "vitest";
import { tabSeparated } from "./tab-separated.ts";

it("keeps rows and cells apart, whatever is in them", () => {
  const rows = [
    ["Model", "Cost (USD)"],
    ["two\nlines\tand a tab", "0.000000001"],
    ["", 12],
  ];
  expect(tabSeparated(rows)).toBe("Model\tCost (USD)\ntwo lines and a tab\t0.000000001\n\t12");
});
