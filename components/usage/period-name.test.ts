import { expect, it } from "vitest";
import { periodName, previousPeriodName } from "./period-name.ts";

it("names a period and the one before, across a year's end", () => {
  expect(periodName("2026-11")).toBe("Nov 2026");
  expect(previousPeriodName("2027-01")).toBe("Dec 2026");
  expect(periodName("soon")).toBe("soon");
});
