import { mkdir, readFile, rm } from "node:fs/promises";
import { countPlaywright, countVitest, type RunnerEnd } from "./count-tests.ts";
import { type CapturedEnd, runCaptured } from "./run-captured.ts";
import { failedOutcome, type StepOutcome } from "./step-outcome.ts";

const REPORTS = ".data/test/reports";
const BIOME = "node_modules/@biomejs/biome/bin/biome";
const NEXT = "node_modules/next/dist/bin/next";
const PLAYWRIGHT = "node_modules/@playwright/test/cli.js";
const TSC = "node_modules/typescript/bin/tsc";
const VITEST = "node_modules/vitest/vitest.mjs";

export type StepContext = { env: NodeJS.ProcessEnv; signal: AbortSignal; failed: ReadonlySet<string> };
export type TestStep = { name: string; group: string; run: (context: StepContext) => Promise<StepOutcome> };

/** Everything that `npm test` proves, in order. Unit tests run far west and far east of UTC, where days differ. */
export const TEST_STEPS: readonly TestStep[] = [
  { name: "lint", group: "lint", run: check([BIOME, "ci", "."]) },
  { name: "types", group: "types", run: check([NEXT, "typegen"], [TSC, "--noEmit"]) },
  { name: "unit, America/Los_Angeles", group: "unit", run: vitest("unit", "America/Los_Angeles") },
  { name: "unit, Asia/Tokyo", group: "unit", run: vitest("unit", "Asia/Tokyo") },
  { name: "database", group: "db", run: vitest("db", "UTC") },
  { name: "build", group: "build", run: check(["scripts/build.ts"], ["scripts/route-sizes.ts"]) },
  { name: "end to end", group: "e2e", run: playwright },
];

/** Passes when every command succeeds; stops at the first that does not. */
function check(...commands: string[][]): TestStep["run"] {
  return async (context) => {
    let output = "";
    for (const command of commands) {
      const end = await runCaptured(command, context);
      output += end.output;
      if (end.code !== 0) return failedOutcome(output);
    }
    return { passed: 1, failed: 0, skipped: 0, output };
  };
}

function vitest(project: string, timeZone: string): TestStep["run"] {
  return async ({ env, signal }) => {
    const report = await reportPath(`vitest-${project}`);
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const command = [VITEST, "run", "--project", project, ...reporters];
    return countVitest(await withReport(report, runCaptured(command, { env: { ...env, TZ: timeZone }, signal })));
  };
}

async function playwright(context: StepContext): Promise<StepOutcome> {
  if (context.failed.has("build")) return failedOutcome("Not run, because the build failed.");
  const browser = await runCaptured(["scripts/browser.ts"], context);
  if (browser.code !== 0) return failedOutcome(browser.output);
  const report = await reportPath("playwright");
  const env = { ...context.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const run = runCaptured([PLAYWRIGHT, "test", "--reporter=list,json"], { ...context, env });
  return countPlaywright(await withReport(report, run));
}

async function reportPath(name: string): Promise<string> {
  const path = `${REPORTS}/${name}.json`;
  await mkdir(REPORTS, { recursive: true });
  await rm(path, { force: true });
  return path;
}

async function withReport(path: string, run: Promise<CapturedEnd>): Promise<RunnerEnd> {
  const end = await run;
  return { ...end, report: await readFile(path, "utf8").catch(() => null) };
}
