import type { LoadResult } from "./load-plan.ts";

export type Round<Cell extends string> = Readonly<Record<Cell, LoadResult>>;

/**
 * Measures cells against each other: every cell in every round, in an order that turns, after a round that does not
 * count. @returns what each cell gave, by round
 */
export async function runRounds<Cell extends string>(
  count: number,
  cells: Readonly<Record<Cell, () => Promise<LoadResult>>>,
): Promise<Round<Cell>[]> {
  const names = Object.keys(cells) as Cell[];
  const rounds: Round<Cell>[] = [];
  for (let turn = 0; turn <= count; turn += 1) {
    const order = [...names.slice(turn % names.length), ...names.slice(0, turn % names.length)];
    const results: Partial<Record<Cell, LoadResult>> = {};
    for (const name of order) results[name] = await cells[name]();
    if (turn > 0) rounds.push(results as Round<Cell>);
  }
  return rounds;
}

/** One figure of each round. @throws when one is missing, so that no median hides a cell that was not measured */
export function figuresOf<Cell extends string>(
  rounds: readonly Round<Cell>[],
  figure: (round: Round<Cell>) => number,
): number[] {
  const figures = rounds.map(figure);
  if (figures.length > 0 && figures.every(Number.isFinite)) return figures;
  throw new Error(`A figure is missing: ${figures.join(", ")}.`);
}
