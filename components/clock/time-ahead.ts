const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/** "30 days and 4 hours ahead of the real time". */
export function timeAhead(minutes: number): string {
  if (minutes === 0) return "The real time.";
  const parts = [
    counted(Math.floor(minutes / DAY_MINUTES), "day"),
    counted(Math.floor((minutes % DAY_MINUTES) / HOUR_MINUTES), "hour"),
    counted(minutes % HOUR_MINUTES, "minute"),
  ].filter((part) => part !== null);
  return `${parts.slice(0, 2).join(" and ")} ahead of the real time.`;
}

function counted(count: number, unit: string): string | null {
  if (count === 0) return null;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
