import { monotonicMs } from "#lib/platform/clock.ts";

export type Spread = { median: number; min: number; max: number };

/** How many milliseconds a piece of work takes. */
export async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const start = monotonicMs();
  await work();
  return monotonicMs() - start;
}

/** The middle and the ends of some figures. */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((one, other) => one - other);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return { median: at(Math.floor(sorted.length / 2)), min: at(0), max: at(sorted.length - 1) };
}

/** A spread as text: "21.4 (19.8 to 23.0)". */
export function formatSpread({ median, min, max }: Spread): string {
  return `${formatFigure(median)} (${formatFigure(min)} to ${formatFigure(max)})`;
}

function formatFigure(figure: number): string {
  return figure.toLocaleString("en-US", { maximumSignificantDigits: 3 });
}
