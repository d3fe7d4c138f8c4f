/** The width of one column and the height of the plot in a path's own units. */
export const LINE_COLUMN = 10;
export const LINE_HEIGHT = 100;

/**
 * A path through the middle of each column that has a value; it breaks where there is none. A value that stands alone
 * becomes a level dash across its column, for a line of one point cannot be seen.
 */
export function linePath(values: readonly (number | null)[], top: number): string {
  const y = (value: number) => round(LINE_HEIGHT - (LINE_HEIGHT * value) / top);
  const steps = values.map((value, index) => {
    if (value === null) return "";
    const hasBefore = (values[index - 1] ?? null) !== null;
    const hasAfter = (values[index + 1] ?? null) !== null;
    const left = index * LINE_COLUMN;
    if (!hasBefore && !hasAfter) return `M${left + 1} ${y(value)}H${left + LINE_COLUMN - 1}`;
    return `${hasBefore ? "L" : "M"}${left + LINE_COLUMN / 2} ${y(value)}`;
  });
  return steps.join("");
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
