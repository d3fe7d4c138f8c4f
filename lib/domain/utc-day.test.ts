import { expect, test } from "vitest";
import { parseUtcDay } from "./utc-day.ts";

test("a day is its first instant in UTC", () => {
  expect(parseUtcDay("2028-02-29")).toEqual(new Date("2028-02-29T00:00:00.000Z"));
});

test.each([
  "2027-02-29",
  "2027-02-31",
  "2027-13-01",
  "2027-00-10",
  "27-01-01",
  "2027-1-1",
  "tomorrow",
  "",
  "0999-01-01",
])("%j is no day", (text) => {
  expect(parseUtcDay(text)).toBeNull();
});
