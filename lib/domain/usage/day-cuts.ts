import type { LocalDay } from "#lib/domain/usage/local-days.ts";

const DAY_MS = 86_400_000;

/** How sums of UTC days become sums of local days. Days are named by their place in the list they were cut for. */
export type DayCuts = {
  /** Each UTC day counts whole for the local day that most of it lies in. */
  readonly wholeDays: readonly { readonly utcDay: Date; readonly day: number }[];
  /** The rest of it is read in quarter hours, taken from that local day and given to the one it lies in. */
  readonly moves: readonly { readonly start: Date; readonly end: Date; readonly from: number; readonly to: number }[];
};

/**
 * How to make the sums of consecutive local days, which begin and end at UTC midnights as billing periods do, from day
 * rollups and as few quarter hours as possible: at most twelve hours of each UTC day, one in London in summer, none in
 * UTC. What is taken from one day is given to another, so the days always add up to the same total.
 */
export function cutDays(days: readonly LocalDay[]): DayCuts {
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return { wholeDays: [], moves: [] };
  const wholeDays: { utcDay: Date; day: number }[] = [];
  const moves: { start: Date; end: Date; from: number; to: number }[] = [];
  for (let at = first.start.getTime(); at < last.end.getTime(); at += DAY_MS) {
    const parts = partsOf(days, at, at + DAY_MS);
    const main = parts.reduce((longest, part) => (lengthOf(part) > lengthOf(longest) ? part : longest));
    wholeDays.push({ utcDay: new Date(at), day: main.day });
    for (const { start, end, day } of parts) if (day !== main.day) moves.push({ start, end, from: main.day, to: day });
  }
  return { wholeDays, moves };
}

/** The same by what each UTC day had until a moment of it. */
export type PrefixCuts = {
  /** Each UTC day counts whole for the local day that its end lies in. */
  readonly wholeDays: DayCuts["wholeDays"];
  /** What it had until a local midnight in it is taken from the day after that and given to the one before. */
  readonly prefixes: readonly {
    readonly utcDay: Date;
    readonly until: Date;
    readonly from: number;
    readonly to: number;
  }[];
};

/** How to make the sums of consecutive local days, as `cutDays` does, where it is known what days had until each hour. */
export function cutDaysAtPrefixes(days: readonly LocalDay[]): PrefixCuts {
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return { wholeDays: [], prefixes: [] };
  const wholeDays: { utcDay: Date; day: number }[] = [];
  const prefixes: { utcDay: Date; until: Date; from: number; to: number }[] = [];
  for (let at = first.start.getTime(); at < last.end.getTime(); at += DAY_MS) {
    const utcDay = new Date(at);
    let earlier: Part | null = null;
    for (const part of partsOf(days, at, at + DAY_MS)) {
      if (earlier) prefixes.push({ utcDay, until: part.start, from: part.day, to: earlier.day });
      earlier = part;
    }
    if (earlier) wholeDays.push({ utcDay, day: earlier.day });
  }
  return { wholeDays, prefixes };
}

type Part = { start: Date; end: Date; day: number };

function partsOf(days: readonly LocalDay[], startMs: number, endMs: number): [Part, ...Part[]] {
  const parts = days.flatMap((local, day) => {
    const start = new Date(Math.max(startMs, local.start.getTime()));
    const end = new Date(Math.min(endMs, local.end.getTime()));
    return start < end ? [{ start, end, day }] : [];
  });
  const [first, ...others] = parts;
  if (!first) throw new RangeError("Local days have no gaps and span whole UTC days");
  return [first, ...others];
}

function lengthOf({ start, end }: Part): number {
  return end.getTime() - start.getTime();
}
