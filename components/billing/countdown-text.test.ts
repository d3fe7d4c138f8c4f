import { expect, it } from "vitest";
import { countdownText } from "./countdown-text.ts";

it.each([
  [900, "15 minutes left"],
  [899, "15 minutes left"],
  [61, "2 minutes left"],
  [60, "1 minute left"],
  [59, "59 seconds left"],
  [1, "1 second left"],
  [0, "no time left"],
  [-5, "no time left"],
])("says of %d seconds that there is %s", (seconds, text) => {
  expect(countdownText(seconds)).toBe(text);
});
