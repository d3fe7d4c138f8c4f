import { formatUtcDay } from "#lib/domain/billing-period.ts";

/** An instant as a clock of a zone shows it: "14 Nov 2026, 13:05:22". The zone is said where these are listed. */
export function timeInZone(iso: string, zone: string): string {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const parts = new Map(format.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
  const day = new Date(`${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`);
  return `${formatUtcDay(day)}, ${parts.get("hour")}:${parts.get("minute")}:${parts.get("second")}`;
}
