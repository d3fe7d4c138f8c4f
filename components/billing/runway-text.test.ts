import { expect, it } from "vitest";
import { runwayText } from "./runway-text.ts";

it.each([
  [12, 15, "About 12 days at the pace of the last 7 days, 15 at that of the last 30."],
  [1, 0, "About 1 day at the pace of the last 7 days, 0 at that of the last 30."],
  [null, 1_000, "More than 999 days at the pace of the last 30 days; nothing was spent in the last 7."],
  [null, null, "Nothing was spent from credits in the last 30 days."],
])("%s and %s", (atWeeksPace, atMonthsPace, text) => {
  expect(runwayText({ atWeeksPace, atMonthsPace })).toBe(text);
});
