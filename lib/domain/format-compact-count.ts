const EXACT_BELOW = 10_000;
const SIGNIFICANT_DIGITS = 3;

const THOUSAND = { size: 1_000, suffix: "K" };
const UNITS = [
  { size: 1_000_000_000_000, suffix: "T" },
  { size: 1_000_000_000, suffix: "B" },
  { size: 1_000_000, suffix: "M" },
];

/**
 * A count of tokens or requests as people read it: exact below 10,000 ("9,999"), three significant digits from there
 * on, rounded half up ("12.4K", "1.24M"). The exact figure belongs beside it, on hover.
 * @throws RangeError when the count is negative, fractional or not a safe integer.
 */
export function formatCompactCount(count: number): string {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`Not a count: ${count}`);
  if (count < EXACT_BELOW) return count.toLocaleString("en-US");
  const rounded = roundCount(count);
  const unit = UNITS.find(({ size }) => rounded >= size) ?? THOUSAND;
  const shown = rounded / unit.size;
  const wholeDigits = Math.trunc(shown).toString().length;
  return `${shown.toFixed(Math.max(0, SIGNIFICANT_DIGITS - wholeDigits))}${unit.suffix}`;
}

function roundCount(count: number): number {
  const step = 10 ** (count.toString().length - SIGNIFICANT_DIGITS);
  const rest = count % step;
  return count - rest + (2 * rest >= step ? step : 0);
}
