import { expect, it } from "vitest";
import { routeSizesText } from "./route-sizes-text.ts";

it("lists the largest first and says which are above the bound", () => {
  const text = routeSizesText([
    { route: "/small", firstBytes: 200_000, laterBytes: 0 },
    { route: "/large", firstBytes: 200_001, laterBytes: 4_200 },
  ]);
  const [, first, second] = text.split("\n");
  expect(first).toMatch(/^\/large +200\.0 kB +4\.2 kB {2}above 200 kB$/);
  expect(second).toMatch(/^\/small +200\.0 kB +0\.0 kB$/);
});

it("says when there is nothing to measure", () => {
  expect(routeSizesText([])).toBe("No built console routes were found.");
});
