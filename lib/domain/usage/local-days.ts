import type { BillingPeriod } from "#lib/domain/billing-period.ts";

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const DAY_MS = 86_400_000;

/** A calendar day of a zone, as far as it lies in a billing period. */
export type LocalDay = {
  /** "2026-11-14", in the zone. */
  readonly date: string;
  /** The part of the day that is in the period: start included, end excluded. */
  readonly start: Date;
  readonly end: Date;
  /** Whether the rest of the day lies in a neighbouring period. */
  readonly isPartial: boolean;
};

/** Whether a name is a zone of the IANA list, such as "Europe/Berlin". Offsets such as "+01:00" are none: they know no summer. */
export function isIanaZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

/** Whether the days of a zone are always UTC's. */
export function isUtcZone(zone: string): boolean {
  return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone === "UTC";
}

/**
 * A billing period as days of a zone, in order, without gaps or overlaps: together they are exactly the period. Since a
 * period is a UTC month, its first and last day are partial in most zones; around a change of summer time a day has 23
 * or 25 hours. Days begin at quarter hours of UTC, as in all zones of today.
 * @throws RangeError for a zone that is none
 */
export function localDays(period: BillingPeriod, zone: string): LocalDay[] {
  const dayKey = dayKeyIn(zone);
  const edges: Date[] = [period.start];
  const end = period.end.getTime();
  for (let from = period.start.getTime(); from < end; from = edges.at(-1)?.getTime() ?? end)
    edges.push(new Date(Math.min(end, nextDayStart(from, dayKey))));
  return edges.slice(0, -1).map((start, index) => {
    const dayEnd = edges[index + 1] ?? period.end;
    const date = dayKey(start.getTime());
    const startsEarlier = index === 0 && dayKey(start.getTime() - 1) === date;
    const endsLater = dayEnd.getTime() === end && dayKey(end) === date;
    return { date, start, end: dayEnd, isPartial: startsEarlier || endsLater };
  });
}

/** The first quarter hour after an instant that is in another day. Days have at least 20 hours, so few steps are needed. */
function nextDayStart(from: number, dayKey: (atMs: number) => string): number {
  const today = dayKey(from);
  if (dayKey(from + DAY_MS) !== today && dayKey(from + DAY_MS - 1) === today) return from + DAY_MS;
  let low = from;
  let high = from + DAY_MS + 3 * 60 * MINUTE_MS;
  while (dayKey(high) === today) high += 60 * MINUTE_MS;
  while (high - low > QUARTER_MS) {
    const middle = low + Math.floor((high - low) / QUARTER_MS / 2) * QUARTER_MS;
    if (dayKey(middle) === today) low = middle;
    else high = middle;
  }
  return high;
}

function dayKeyIn(zone: string): (atMs: number) => string {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (atMs) => {
    const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
    return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
  };
}
