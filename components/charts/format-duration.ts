const SECOND_MS = 1_000;
const SIGNIFICANT_DIGITS = 3;

/** A duration as people read it: "840 ms" below a second, then three digits: "1.24 s", "62 s". */
export function formatDuration(durationMs: number): string {
  const ms = Math.round(durationMs);
  if (ms < SECOND_MS) return `${ms} ms`;
  return `${Number((ms / SECOND_MS).toPrecision(SIGNIFICANT_DIGITS))} s`;
}
