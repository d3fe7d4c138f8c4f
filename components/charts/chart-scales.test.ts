import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countAxis } from "./count-axis.ts";
import { durationAxis } from "./duration-axis.ts";
import { formatDuration } from "./format-duration.ts";
import { linePath } from "./line-path.ts";
import { stackSegments } from "./stack-segments.ts";
import { tickStride } from "./tick-stride.ts";

const labels = (axis: { ticks: { label: string }[] }) => axis.ticks.map(({ label }) => label);

describe("axes", () => {
  it("label counts in whole round steps", () => {
    expect(labels(countAxis([3]))).toEqual(["0", "1", "2", "3"]);
    expect(labels(countAxis([137_000]))).toEqual(["0", "50.0K", "100K", "150K"]);
    expect(labels(countAxis([]))).toEqual(["0", "1"]);
  });

  it("label durations with their unit", () => {
    expect(labels(durationAxis([930]))).toEqual(["0", "500 ms", "1 s"]);
    expect(labels(durationAxis([7_300, 1]))).toEqual(["0", "2 s", "4 s", "6 s", "8 s"]);
    expect([999.4, 1_240, 62_000].map(formatDuration)).toEqual(["999 ms", "1.24 s", "62 s"]);
  });

  it("always reach the largest value with at most five labels", () => {
    fc.assert(
      fc.property(fc.nat({ max: 10 ** 12 }), (largest) => {
        for (const axis of [countAxis([largest]), durationAxis([largest])]) {
          expect(axis.top).toBeGreaterThanOrEqual(largest);
          expect(axis.ticks.length).toBeLessThanOrEqual(5);
          expect(axis.ticks.at(-1)?.height).toBe(axis.top);
        }
      }),
    );
  });
});

describe("stackSegments", () => {
  it("stacks without gaps, in order, up to the sum", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1_000 }), { maxLength: 20 }), (values) => {
        const segments = stackSegments(values, 20_000);
        const sum = values.reduce((total, value) => total + value, 0);
        let at = 0;
        for (const { bottom, height } of segments) {
          expect(bottom).toBeCloseTo(at);
          at += height;
        }
        expect(at).toBeCloseTo((100 * sum) / 20_000);
        expect(segments.map(({ index }) => index)).toEqual(
          values.flatMap((value, index) => (value > 0 ? [index] : [])),
        );
      }),
    );
  });
});

describe("linePath", () => {
  it("breaks where there is no value and draws a lone one as a dash", () => {
    expect(linePath([0, 5, null, 10, null], 10)).toBe("M5 100L15 50M31 0H39");
    expect(linePath([null, null], 10)).toBe("");
  });
});

describe("tickStride", () => {
  it("labels at most eleven columns, and five of the same on a phone", () => {
    for (let columns = 1; columns <= 400; columns += 1) {
      const { wide, narrow } = tickStride(columns);
      expect(Math.ceil(columns / wide)).toBeLessThanOrEqual(11);
      expect(Math.ceil(columns / narrow)).toBeLessThanOrEqual(5);
      expect(narrow % wide).toBe(0);
    }
    expect(tickStride(3)).toEqual({ wide: 1, narrow: 1 });
  });
});
