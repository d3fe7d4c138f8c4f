/** One layer of a column: how much of the plot it takes, and where it begins, in percent from the bottom. */
export type StackedSegment = { index: number; bottom: number; height: number };

/** Stacks a column's values in order from the bottom up; values of zero take no part. */
export function stackSegments(values: readonly number[], top: number): StackedSegment[] {
  let below = 0;
  return values.flatMap((value, index) => {
    if (value <= 0) return [];
    const segment = { index, bottom: (100 * below) / top, height: (100 * value) / top };
    below += value;
    return [segment];
  });
}
