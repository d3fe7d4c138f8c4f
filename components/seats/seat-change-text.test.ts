import { expect, it } from "vitest";
import { seatChangeText } from "./seat-change-text.ts";

it.each([
  [5, "1 seat more, at once, prorated for the rest of the period. Each is $99.00 a month."],
  [2, "2 seats fewer, from the next period on. Nothing is charged today."],
  [4, "You have 4 seats and can go down to 2."],
])("tells what %d seats mean to who has 4", (wanted, text) => {
  expect(seatChangeText({ now: 4, wanted, minimum: 2, perSeat: "99.00" })).toBe(text);
});

it("says when none can go", () => {
  expect(seatChangeText({ now: 2, wanted: 2, minimum: 2, perSeat: "99.00" })).toBe(
    "You have 2 seats, and all of them are needed.",
  );
});
