import { formatUtcDay } from "#lib/domain/billing-period.ts";

const DAY_MS = 86_400_000;

/** "1 - 31 Oct 2026 (UTC)" and, of more than a month or parts of it, "15 Oct 2026 - 31 Oct 2026 (UTC)". */
export function spanLabel(start: Date, end: Date): string {
  const last = new Date(Math.max(start.getTime(), end.getTime() - 1));
  const [from, until] = [formatUtcDay(start), formatUtcDay(last)];
  if (from === until) return `${from} (UTC)`;
  const [day, ...month] = from.split(" ");
  const isOneMonth = until.endsWith(month.join(" ")) && end.getTime() - start.getTime() <= 31 * DAY_MS;
  return `${isOneMonth ? day : from} - ${until} (UTC)`;
}
