import { formatCompactCount } from "#lib/domain/format-compact-count.ts";
import type { ChartAxis } from "./chart-axis.ts";
import { roundStep } from "./round-step.ts";

const INTERVALS = 4;

/** An axis from zero over the largest count: at most five labels in round, whole steps. */
export function countAxis(counts: readonly number[]): ChartAxis {
  const step = roundStep(largestOf(counts) / INTERVALS, 1);
  const intervals = Math.max(1, Math.ceil(largestOf(counts) / step));
  const ticks = Array.from({ length: intervals + 1 }, (_, index) => ({
    height: step * index,
    label: formatCompactCount(step * index),
  }));
  return { ticks, top: step * intervals };
}

function largestOf(counts: readonly number[]): number {
  return counts.reduce((largest, count) => Math.max(largest, count), 0);
}
