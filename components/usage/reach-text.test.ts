import { expect, test } from "vitest";
import { reachText } from "./reach-text.ts";

const limit = { limit: "100.00", settled: "50.00", held: "0.00", reachesLimitAt: null };
const forecast = { low: "60.00", point: "80.00", high: "90.00" };

test.each([
  ["below", { limit, forecast, isCurrent: true }, /ends below the limit\. The faint band/],
  ["filtered", { limit, forecast: null, isCurrent: true }, /^At this rate the period ends below the limit\.$/],
  [
    "reached",
    { limit: { ...limit, settled: "100.00" }, forecast, isCurrent: true },
    /is reached\. Requests are refused/,
  ],
  ["passed", { limit: { ...limit, settled: "248.45" }, forecast, isCurrent: true }, /is reached/],
  [
    "passed, in a past period",
    { limit: { ...limit, settled: "248.45" }, forecast: null, isCurrent: false },
    /reached\.$/,
  ],
  ["past", { limit, forecast: null, isCurrent: false }, /^The period ended below the limit\.$/],
  [
    "on the way",
    { limit: { ...limit, reachesLimitAt: "2026-11-21T08:00:00Z" }, forecast, isCurrent: true },
    /on 21 Nov 2026/,
  ],
  ["too early", { limit, forecast: { ...forecast, point: "400.00" }, isCurrent: true }, /too early/],
])("says of a limit that is %s where the pace leads", (_, reached, said) => {
  expect(reachText(reached).text).toMatch(said);
});
