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
const report = drillReport(figures, { served: 70, refused403: 130, refusedOther: {}, unanswered: 0 });

test("sets the drill beside its control and says what both show", () => {
  const text = drillText(report, { spentNanos: 5_480_000n, served: 200, refused: 0 });
  expect(text).toMatch(/^ {2}Spent {21}\$0\.0019 {13}\$0\.00548$/m);
  expect(text).toMatch(/^ {2}Refused at the limit {6}130 {17}0$/m);
  expect(text).toContain(report.verdict);
  expect(text).toContain(
    "Without holds 200 of the same requests found room before any of them was recorded, and 2.7 times",
  );
});

test("claims nothing of a control that stayed within the limit", () => {
  expect(drillText(report, { spentNanos: 2_000_000n, served: 70, refused: 130 })).toContain(
    "This time the limit without holds was not passed either.",
  );
});
