/** Nano-dollars: 1 USD is 1,000,000,000. The only unit of money inside Weir. */
export type Nanos = bigint;

/** An exact amount of dollars as decimal text, such as "0.0002134": what views hand to screens. */
export type ExactDollars = string;

export const NANOS_PER_DOLLAR = 1_000_000_000n;
export const NANOS_PER_CENT = 10_000_000n;
const FRACTION_DIGITS = 9;
/** Decimals shown of an amount between a cent and a dollar. */
const CENTS_DIGITS = 4;

/**
 * Reads dollars typed by a person ("1,250", "$0.50") or written by `toExactDollars` or `formatDollars`. Commas group
 * thousands only: "1,25" and "0,500" are refused, for their writer meant a decimal comma.
 * @returns nano-dollars, or null when the text is no amount or has more than nine decimals.
 */
export function parseDollars(text: string): Nanos | null {
  const match = /^([-−])?\$?([1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.(\d{1,9}))?$/.exec(text.trim());
  if (!match) return null;
  const [, sign, whole = "0", fraction = ""] = match;
  const nanos = BigInt(whole.replaceAll(",", "")) * NANOS_PER_DOLLAR + BigInt(fraction.padEnd(FRACTION_DIGITS, "0"));
  return sign ? -nanos : nanos;
}

/** Every digit of an amount in nano-dollars, with at least two decimals and no trailing zeros after them. */
export function toExactDollars(nanos: Nanos): ExactDollars {
  const digits = magnitude(nanos)
    .toString()
    .padStart(FRACTION_DIGITS + 1, "0");
  const fraction = digits.slice(-FRACTION_DIGITS).replace(/0+$/, "").padEnd(2, "0");
  return `${nanos < 0n ? "-" : ""}${digits.slice(0, -FRACTION_DIGITS)}.${fraction}`;
}

/**
 * Reads back what `toExactDollars` wrote.
 * @throws RangeError for any other text: an amount that cannot be read must never be taken for nothing.
 */
export function fromExactDollars(exact: ExactDollars): Nanos {
  const nanos = parseDollars(exact);
  if (nanos === null || toExactDollars(nanos) !== exact)
    throw new RangeError(`Not an exact amount of dollars: ${exact}`);
  return nanos;
}

/**
 * An amount in nano-dollars as people read it, rounded half away from zero: two decimals from $1 up, four from a cent
 * up, so that the digits of a column line up, and three significant digits below, so that what cost money never reads
 * as $0.00.
 */
export function formatDollars(nanos: Nanos): string {
  const size = magnitude(nanos);
  const rounded = roundHalfUp(size, displayStep(size));
  const [whole = "0", fraction = "00"] = toExactDollars(rounded).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const isCents = rounded >= NANOS_PER_CENT && rounded < NANOS_PER_DOLLAR;
  return `${nanos < 0n ? "−" : ""}$${grouped}.${isCents ? fraction.padEnd(CENTS_DIGITS, "0") : fraction}`;
}

/** A price or allowance that is whole cents, as people read it: always two decimals. @throws RangeError for other amounts */
export function formatWholeCents(nanos: Nanos): string {
  const [whole = "0", fraction = "00"] = toExactDollars(magnitude(nanos)).split(".");
  if (nanos % NANOS_PER_CENT !== 0n) throw new RangeError(`Not whole cents: ${nanos} nano-dollars`);
  return `${nanos < 0n ? "−" : ""}$${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${fraction}`;
}

/** Nano-dollars as an approximate number of dollars, for plotting only. */
export function toPlotDollars(nanos: Nanos): number {
  return Number(nanos) / Number(NANOS_PER_DOLLAR);
}

/** Adds amounts in nano-dollars. */
export function sumNanos(amounts: Iterable<Nanos>): Nanos {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

function displayStep(size: Nanos): Nanos {
  if (size >= NANOS_PER_DOLLAR) return NANOS_PER_CENT;
  if (size >= NANOS_PER_CENT) return NANOS_PER_DOLLAR / 10n ** BigInt(CENTS_DIGITS);
  const digits = size.toString().length;
  return 10n ** BigInt(Math.max(0, digits - 3));
}

function roundHalfUp(size: Nanos, step: Nanos): Nanos {
  return ((size + step / 2n) / step) * step;
}

function magnitude(nanos: Nanos): Nanos {
  return nanos < 0n ? -nanos : nanos;
}
