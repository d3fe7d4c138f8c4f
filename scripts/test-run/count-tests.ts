import { z } from "zod";
import { failedOutcome, type StepOutcome } from "./step-outcome.ts";

const vitestReport = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()),
});

export type RunnerEnd = { code: number; output: string; report: string | null };

/** Counts what vitest reported. A file that fails outside its tests counts as one failure. */
export function countVitest(end: RunnerEnd): StepOutcome {
  const report = read(vitestReport, end.report);
  if (!report) return failedOutcome(`${end.output}\nvitest ended without a report (exit code ${end.code}).`);
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((assertion) => assertion.status === "failed"),
  );
  return settle(end, {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests,
  });
}

/** Counts what Playwright reported. A test that passed only at another try has failed. */
export function countPlaywright(end: RunnerEnd): StepOutcome {
  const report = read(playwrightReport, end.report);
  if (!report) return failedOutcome(`${end.output}\nPlaywright ended without a report (exit code ${end.code}).`);
  const { expected, unexpected, flaky, skipped } = report.stats;
  return settle(end, { passed: expected, failed: unexpected + flaky + report.errors.length, skipped });
}

/** What the numbers hide must not pass: an error outside every test, or a run of nothing. */
function settle(end: RunnerEnd, counts: Omit<StepOutcome, "output">): StepOutcome {
  if (counts.failed > 0) return { ...counts, output: end.output };
  if (end.code !== 0) return { ...counts, failed: 1, output: `${end.output}\nIt ended with exit code ${end.code}.` };
  if (counts.passed === 0) return { ...counts, failed: 1, output: `${end.output}\nNot a single test was run.` };
  return { ...counts, output: end.output };
}

function read<T>(schema: z.ZodType<T>, report: string | null): T | null {
  if (report === null) return null;
  try {
    return schema.parse(JSON.parse(report));
  } catch {
    return null;
  }
}
