import fc from "fast-check";
import { expect, test } from "vitest";
import { countLatencies, LATENCY_ERROR, latencyPercentile, mergeHistograms } from "./latency-histogram.ts";

const histogramOf = (latencies: readonly number[]) =>
  mergeHistograms(latencies.map((ms) => new Map([[Math.floor(Math.log(Math.max(1, ms)) / Math.log(1.1)), 1]])));
const latencies = fc.array(fc.integer({ min: 1, max: 600_000 }), { minLength: 1, maxLength: 200 });

test("a percentile is the nearest rank's latency, within the stated error", () => {
  fc.assert(
    fc.property(latencies, fc.constantFrom(0.5, 0.95, 0.99, 1), (values, share) => {
      const exact = values.toSorted((one, other) => one - other)[Math.ceil(values.length * share) - 1] ?? 0;
      const read = latencyPercentile(histogramOf(values), share) ?? 0;
      // Half a millisecond more for rounding.
      expect(Math.abs(read - exact)).toBeLessThanOrEqual(exact * LATENCY_ERROR + 0.5);
    }),
  );
});

test("merged parts are the histogram of the whole", () => {
  fc.assert(
    fc.property(latencies, latencies, (one, other) => {
      const merged = mergeHistograms([histogramOf(one), histogramOf(other)]);
      expect(merged).toEqual(histogramOf([...one, ...other]));
      expect(countLatencies(merged)).toBe(one.length + other.length);
    }),
  );
});

test("nothing has no percentile, and the error is below a twentieth", () => {
  expect(latencyPercentile(new Map(), 0.5)).toBeNull();
  expect(LATENCY_ERROR).toBeLessThan(0.05);
});
