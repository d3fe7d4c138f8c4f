import { expect, test } from "vitest";
import { timeAhead } from "./time-ahead.ts";

test.each([
  [0, "The real time."],
  [1, "1 minute ahead of the real time."],
  [90, "1 hour and 30 minutes ahead of the real time."],
  [1_440, "1 day ahead of the real time."],
  [44_701, "31 days and 1 hour ahead of the real time."],
])("%d minutes", (minutes, text) => {
  expect(timeAhead(minutes)).toBe(text);
});
