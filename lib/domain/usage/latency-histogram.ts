/**
 * How much longer each bucket of latencies is than the one before: bucket b holds [1.1^b, 1.1^(b+1)) milliseconds, as
 * `latency_bucket` in the database has it.
 */
const GROWTH = 1.1;

/** The most that a latency read off a histogram is off: the middle of a bucket in logarithms, against its ends. */
export const LATENCY_ERROR = Math.sqrt(GROWTH) - 1;

/** How many requests each bucket has; buckets without any are absent. */
export type LatencyHistogram = ReadonlyMap<number, number>;

/** Adds histograms bucket by bucket: percentiles cannot be averaged, their histograms can be added. */
export function mergeHistograms(histograms: Iterable<LatencyHistogram>): LatencyHistogram {
  const merged = new Map<number, number>();
  for (const histogram of histograms)
    for (const [bucket, count] of histogram) merged.set(bucket, (merged.get(bucket) ?? 0) + count);
  return merged;
}

/** How many requests a histogram counts. */
export function countLatencies(histogram: LatencyHistogram): number {
  return histogram.values().reduce((sum, count) => sum + count, 0);
}

/**
 * The latency in milliseconds that a share of requests, from 0 to 1, does not exceed: the nearest-rank percentile, right
 * within `LATENCY_ERROR`. Null for an empty histogram.
 */
export function latencyPercentile(histogram: LatencyHistogram, share: number): number | null {
  const total = countLatencies(histogram);
  if (total <= 0) return null;
  let left = Math.max(1, Math.ceil(total * share));
  for (const [bucket, count] of [...histogram].sort(([one], [other]) => one - other)) {
    left -= count;
    if (left <= 0) return Math.max(1, Math.round(GROWTH ** (bucket + 0.5)));
  }
  throw new RangeError("A histogram's counts are not negative");
}
