import type { StepOutcome } from "./step-outcome.ts";

export type FinishedStep = { name: string; outcome: Omit<StepOutcome, "output">; seconds: number };

/** One line a step, and alone on the last line how many passed and failed in all. */
export function summaryText(steps: readonly FinishedStep[]): string {
  const nameWidth = Math.max(0, ...steps.map(({ name }) => name.length));
  const rows = steps.map(
    ({ name, outcome, seconds }) =>
      `  ${name.padEnd(nameWidth)}  ${outcomeText(outcome).padEnd(34)}  ${seconds.toFixed(1).padStart(6)} s`,
  );
  const total = (pick: (outcome: FinishedStep["outcome"]) => number) =>
    steps.reduce((sum, { outcome }) => sum + pick(outcome), 0);
  const closing = `${total(({ passed }) => passed)} passed, ${total(({ failed }) => failed)} failed`;
  return [...rows, "", closing].join("\n");
}

export function outcomeText({ passed, failed, skipped }: Omit<StepOutcome, "output">): string {
  const parts = [`${passed} passed`];
  if (failed > 0) parts.push(`${failed} FAILED`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  return parts.join(", ");
}
