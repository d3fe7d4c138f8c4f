type Range = number | { gt?: number; gte?: number; lt?: number; lte?: number } | undefined;

/** Whether a moment passes a list's range filter, such as `created[gte]`. */
export function isInRange(seconds: number, range: Range): boolean {
  if (range === undefined) return true;
  if (typeof range === "number") return seconds === range;
  return (
    (range.gt === undefined || seconds > range.gt) &&
    (range.gte === undefined || seconds >= range.gte) &&
    (range.lt === undefined || seconds < range.lt) &&
    (range.lte === undefined || seconds <= range.lte)
  );
}
