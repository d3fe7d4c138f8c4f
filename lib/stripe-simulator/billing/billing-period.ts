import { addMonth } from "./add-month.ts";
import type { Span } from "./prorate.ts";

export type Interval = "day" | "week" | "month" | "year";

/** How a subscription's periods follow each other: boundaries lie whole intervals from the anchor, before and after it. */
export type Cycle = {
  readonly anchor: number;
  readonly interval: Interval;
  readonly intervalCount: number;
  /** Kept apart from the anchor so that the 31st survives an anchor that lies in February. */
  readonly dayOfMonth?: number;
};

const FIXED_SECONDS = { day: 86_400, week: 604_800 } as const;
const MONTHS = { month: 1, year: 12 } as const;

/** The period of a cycle that contains an instant. */
export function periodContaining(cycle: Cycle, at: number): Span {
  let index = Math.floor((at - cycle.anchor) / longestSeconds(cycle));
  while (boundary(cycle, index + 1) <= at) index += 1;
  while (boundary(cycle, index) > at) index -= 1;
  return { start: boundary(cycle, index), end: boundary(cycle, index + 1) };
}

function boundary(cycle: Cycle, index: number): number {
  const steps = index * cycle.intervalCount;
  if (cycle.interval === "day" || cycle.interval === "week")
    return cycle.anchor + steps * FIXED_SECONDS[cycle.interval];
  return addMonth(cycle.anchor, steps * MONTHS[cycle.interval], cycle.dayOfMonth);
}

function longestSeconds({ interval, intervalCount }: Cycle): number {
  if (interval === "day" || interval === "week") return FIXED_SECONDS[interval] * intervalCount;
  return (interval === "month" ? 31 : 366) * FIXED_SECONDS.day * intervalCount;
}
