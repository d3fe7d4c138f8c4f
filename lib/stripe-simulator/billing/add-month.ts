/** The instant that lies `count` months from an anchor, on the anchor's day or the month's last one. Unix seconds, UTC. */
export function addMonth(anchor: number, count: number, dayOfMonth?: number): number {
  const from = new Date(anchor * 1000);
  const day = dayOfMonth ?? from.getUTCDate();
  const firstOfMonth = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + count, 1);
  const lastDay = daysInMonth(firstOfMonth);
  return (
    firstOfMonth / 1000 +
    (Math.min(day, lastDay) - 1) * DAY_SECONDS +
    (((anchor % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS)
  );
}

const DAY_SECONDS = 86_400;

function daysInMonth(firstOfMonthMs: number): number {
  const first = new Date(firstOfMonthMs);
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
}
