/** Reads a day such as "2027-03-31" as its first instant in UTC; null when there is no such day. */
export function parseUtcDay(text: string): Date | null {
  if (!/^2\d{3}-\d{2}-\d{2}$/.test(text)) return null;
  const day = new Date(`${text}T00:00:00Z`);
  // JavaScript takes 31 February for 3 March.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? day : null;
}
