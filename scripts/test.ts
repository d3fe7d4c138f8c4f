import { stripVTControlCharacters } from "node:util";
import { monotonicMs } from "#lib/platform/clock.ts";
import { onStopSignal } from "#lib/platform/on-stop-signal.ts";
import { excerpt } from "#scripts/test-run/excerpt.ts";
import { selectSteps } from "#scripts/test-run/select-steps.ts";
import { failedOutcome, type StepOutcome } from "#scripts/test-run/step-outcome.ts";
import { type FinishedStep, outcomeText, summaryText } from "#scripts/test-run/summary-text.ts";
import { TEST_STEPS, type TestStep } from "#scripts/test-run/test-steps.ts";

const HEAD_LINES = 200;
const TAIL_LINES = 400;
const INTERRUPTED = 130;

const stopping = new AbortController();
onStopSignal(() => stopping.abort());
process.exit(await runTests(process.argv.slice(2)));

async function runTests(names: readonly string[]): Promise<number> {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}) };
  const finished: FinishedStep[] = [];
  const failed = new Set<string>();
  for (const step of chosenSteps(names)) {
    print(`${step.name} ... `);
    const startedMs = monotonicMs();
    const outcome = await outcomeOf(step, env, failed);
    if (stopping.signal.aborted) {
      print("interrupted\n");
      return INTERRUPTED;
    }
    const seconds = (monotonicMs() - startedMs) / 1000;
    finished.push({ name: step.name, outcome, seconds });
    print(`${outcomeText(outcome)}, ${seconds.toFixed(1)} s\n`);
    if (outcome.failed > 0) {
      failed.add(step.group);
      print(`\n${excerpt(outcome.output, HEAD_LINES, TAIL_LINES)}\n\n`);
    }
  }
  print(`\n${summaryText(finished)}\n`);
  return failed.size > 0 ? 1 : 0;
}

function chosenSteps(names: readonly string[]): TestStep[] {
  try {
    return selectSteps(TEST_STEPS, names);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}

async function outcomeOf(step: TestStep, env: NodeJS.ProcessEnv, failed: ReadonlySet<string>): Promise<StepOutcome> {
  try {
    return await step.run({ env, signal: stopping.signal, failed });
  } catch (error) {
    return failedOutcome(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

function print(text: string): void {
  process.stdout.write(process.stdout.isTTY ? text : stripVTControlCharacters(text));
}
