import { expect, test } from "vitest";
import { type DrillAnswers, type DrillFigures, drillReport } from "./drill-report.ts";

const figures: DrillFigures = {
  limitNanos: 2_000_000n,
  settledNanos: 1_900_000n,
  heldNanos: 0n,
  peakNanos: 1_990_000n,
  includedNanos: 0n,
  billedCount: 70,
};
const answers: DrillAnswers = { served: 70, refused403: 130, refusedOther: {}, unanswered: 0 };

test("a limit that held is said to have held, with the figures", () => {
  expect(drillReport(figures, answers)).toEqual({
    limit: "0.002",
    settled: "0.0019",
    held: "0.00",
    peak: "0.00199",
    included: "0.00",
    served: 70,
    billed: 70,
    refused403: 130,
    refusedOther: 0,
    unanswered: 0,
    otherReasons: [],
    isHeld: true,
    isConclusive: true,
    verdict:
      "The limit held: of $0.002, $0.0019 was spent, and never was more than $0.00199 spent and held together. " +
      "70 requests were served, 130 refused at the limit.",
  });
});

test.each([
  ["settled alone", { settledNanos: 2_000_001n }, "$0.002000001 was spent"],
  ["settled and held together", { heldNanos: 100_001n }, "$0.000100001 was still held"],
  ["a moment in between", { peakNanos: 2_000_001n }, "$0.002000001 was the most seen"],
])("%s past the limit means that it did not hold", (_, change, words) => {
  const report = drillReport({ ...figures, ...change }, answers);
  expect(report.isHeld).toBe(false);
  expect(report.verdict).toMatch(/^The limit did not hold: of \$0\.002, /);
  expect(report.verdict).toContain(words);
});

test("exactly the limit is within it", () => {
  const all = { settledNanos: 1_500_000n, heldNanos: 500_000n, peakNanos: 2_000_000n };
  expect(drillReport({ ...figures, ...all }, answers).isHeld).toBe(true);
});

test("what was served and not stored means that it did not hold", () => {
  const report = drillReport({ ...figures, billedCount: 69 }, answers);
  expect(report).toMatchObject({
    isHeld: false,
    verdict: "The limit did not hold: 70 requests were served, but only 69 are stored.",
  });
});

test.each([
  [
    "other refusals",
    { refusedOther: { rate_limit_exceeded: 2, insufficient_credits: 128 } },
    {},
    "128 insufficient_credits, 2 rate_limit_exceeded.",
  ],
  ["silence", { unanswered: 3 }, {}, "3 without an answer."],
  ["included inference", {}, { includedNanos: 5n }, "counts against no limit."],
  ["too few requests", {}, {}, "Choose a lower limit or more requests."],
])("a limit that was never reached proves nothing: %s", (_, answered, found, words) => {
  const report = drillReport({ ...figures, ...found }, { ...answers, refused403: 0, ...answered });
  expect(report).toMatchObject({ isHeld: true, isConclusive: false });
  expect(report.verdict).toMatch(/^Nothing was proved: no request reached the limit of \$0\.002\./);
  expect(report.verdict).toContain(words);
});
