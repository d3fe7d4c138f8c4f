import type { ChartAxis } from "./chart-axis.ts";
import { formatDuration } from "./format-duration.ts";
import { roundStep } from "./round-step.ts";

const INTERVALS = 4;

/** An axis from zero over the longest of some milliseconds: at most five labels in round steps. */
export function durationAxis(durationsMs: readonly number[]): ChartAxis {
  const longest = durationsMs.reduce((max, ms) => Math.max(max, ms), 0);
  const step = roundStep(longest / INTERVALS, 1);
  const intervals = Math.max(1, Math.ceil(longest / step));
  const ticks = Array.from({ length: intervals + 1 }, (_, index) => ({
    height: step * index,
    label: index === 0 ? "0" : formatDuration(step * index),
  }));
  return { ticks, top: step * intervals };
}
