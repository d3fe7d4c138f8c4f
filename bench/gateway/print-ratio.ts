import { formatSpread, spreadOf } from "#bench/measure.ts";

export type Goal = { readonly atLeast: number } | { readonly atMost: number };

const NAME_WIDTH = 62;
const FIGURE_WIDTH = 26;

/** Prints a ratio by its median and its range, and whether the median meets the goal. */
export function printRatio(name: string, ratios: readonly number[], goal: Goal): void {
  const spread = spreadOf(ratios);
  const isMet = "atLeast" in goal ? spread.median >= goal.atLeast : spread.median <= goal.atMost;
  const wanted = "atLeast" in goal ? `at least ${goal.atLeast}` : `at most ${goal.atMost}`;
  printLine(name, `${formatSpread(spread).padEnd(FIGURE_WIDTH)} goal ${wanted}: ${isMet ? "met" : "MISSED"}`);
}

/** Prints an absolute figure, which says something about this machine only. */
export function printContext(name: string, figures: readonly number[], unit: string): void {
  printLine(`  ${name}`, `${formatSpread(spreadOf(figures))} ${unit}`);
}

export function printLine(name: string, text: string): void {
  process.stdout.write(`${name.padEnd(NAME_WIDTH)} ${text}\n`);
}
