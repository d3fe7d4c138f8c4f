import { expect, test } from "vitest";
import { drillReport } from "#lib/domain/drill-report.ts";
import { drillText } from "./drill-text.ts";

const figures = {
  limitNanos: 2_000_000n,
  settledNanos: 1_900_000n,
  heldNanos: 0n,
  peakNanos: 1_990_000n,
  includedNanos: 0n,
  billedCount: 70,
};
const answers = { served: 70, refused403: 130, refusedOther: {}, unanswered: 0 };
const report = drillReport(figures, answers);

test("sets the drill beside its control and says what both show", () => {
  const text = drillText(report, {
    spentNanos: 5_480_000n,
    served: 200,
    refused: 0,
    leastHoldNanos: 150_000n,
    isOvershot: true,
  });
  expect(text).toMatch(/^ {2}Spent {21}\$0\.0019 {13}\$0\.00548$/m);
  expect(text).toMatch(/^ {2}Refused at the limit {6}130 {17}0$/m);
  expect(text).toMatch(/^ {2}Of the limit {14}95\.0% {15}274\.0%$/m);
  expect(text).toContain(report.verdict);
  expect(text).toContain("The $0.0001 left is less than what any of these requests may cost at most, $0.00015");
  expect(text).toContain(
    "Without holds 200 of the same requests found room before any of them was recorded, and 2.7 times",
  );
});

test("a control that stayed within the limit makes a limit that held prove nothing, but not one that did not hold", () => {
  const control = { spentNanos: 2_000_000n, served: 70, refused: 130, leastHoldNanos: 150_000n, isOvershot: false };
  expect(drillText(report, control)).toContain(
    "This proves nothing: without holds the limit was not passed either. Send more requests, or choose another limit.",
  );
  const passed = drillReport({ ...figures, settledNanos: 2_000_001n }, answers);
  expect(drillText(passed, control)).toContain("Without holds the limit was not passed.");
  expect(drillText(passed, control)).not.toContain("proves nothing");
});

test("says so where there was room for a request that was refused", () => {
  const control = { spentNanos: 5_480_000n, served: 200, refused: 0, leastHoldNanos: 100_000n, isOvershot: true };
  expect(drillText(report, control)).toContain("The $0.0001 left is more than what one of these requests may cost");
  const unreached = drillReport(figures, { ...answers, refused403: 0 });
  expect(drillText(unreached, control)).not.toContain(" left is ");
});
