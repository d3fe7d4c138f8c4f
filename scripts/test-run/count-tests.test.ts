import { describe, expect, test } from "vitest";
import { countPlaywright, countVitest } from "./count-tests.ts";

const vitest = (counts: { passed?: number; failed?: number; skipped?: number }, files: [string, string[]][] = []) =>
  JSON.stringify({
    success: true,
    numPassedTests: counts.passed ?? 0,
    numFailedTests: counts.failed ?? 0,
    numPendingTests: counts.skipped ?? 0,
    testResults: files.map(([status, tests]) => ({ status, assertionResults: tests.map((one) => ({ status: one })) })),
  });
const playwright = (stats: { expected?: number; unexpected?: number; flaky?: number }, errors: unknown[] = []) =>
  JSON.stringify({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats }, errors });
const end = (report: string | null, code = 0) => ({ code, output: "what it wrote", report });

describe("countVitest", () => {
  test("counts tests, not files", () => {
    const report = vitest({ passed: 7, failed: 2, skipped: 1 }, [["failed", ["passed", "failed", "failed"]]]);
    expect(countVitest(end(report, 1))).toEqual({ passed: 7, failed: 2, skipped: 1, output: "what it wrote" });
  });

  test("counts a file that could not be loaded, or whose hooks failed, as one failure", () => {
    const report = vitest({ passed: 3 }, [
      ["failed", []],
      ["failed", ["passed", "skipped"]],
      ["passed", ["passed"]],
    ]);
    expect(countVitest(end(report, 1))).toMatchObject({ passed: 3, failed: 2 });
  });

  test("fails on an error outside every test", () =>
    expect(countVitest(end(vitest({ passed: 3 }), 1))).toMatchObject({ passed: 3, failed: 1 }));

  test("fails when nothing was run", () => {
    const outcome = countVitest(end(vitest({ skipped: 4 })));
    expect(outcome).toMatchObject({ passed: 0, failed: 1, skipped: 4 });
    expect(outcome.output).toContain("Not a single test was run.");
  });

  test.each([null, "", "{", "{}"])("fails when the report is %j", (report) => {
    expect(countVitest(end(report, 0))).toMatchObject({ passed: 0, failed: 1 });
  });
});

describe("countPlaywright", () => {
  test("counts tests, and errors outside them", () => {
    expect(countPlaywright(end(playwright({ expected: 5 })))).toMatchObject({ passed: 5, failed: 0 });
    expect(countPlaywright(end(playwright({ expected: 5, unexpected: 2 }, [{}]), 1))).toMatchObject({ failed: 3 });
  });

  test("a test that needed another try has failed", () =>
    expect(countPlaywright(end(playwright({ expected: 5, flaky: 1 })))).toMatchObject({ passed: 5, failed: 1 }));

  test("fails when nothing was run or reported", () => {
    expect(countPlaywright(end(playwright({})))).toMatchObject({ passed: 0, failed: 1 });
    expect(countPlaywright(end(null, 1))).toMatchObject({ passed: 0, failed: 1 });
  });
});
