const FRACTION_DIGITS = 12;

/** A cent cut as finely as Stripe's decimal amounts go. */
export const UNITS_PER_CENT = 10n ** BigInt(FRACTION_DIGITS);

/** A decimal amount of cents as a whole number of 10^-12 cents. Throws on anything but digits and one dot. */
export function decimalUnits(decimal: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,12}))?$/.exec(decimal);
  if (!match) throw new RangeError(`Not a decimal amount of cents: ${decimal}`);
  const [, minus, whole = "0", fraction = ""] = match;
  const units = BigInt(whole) * UNITS_PER_CENT + BigInt(fraction.padEnd(FRACTION_DIGITS, "0"));
  return minus ? -units : units;
}

/** A decimal amount times a quantity in whole cents, halves away from zero. */
export function centsOf(unitAmountDecimal: string, quantity: number): number {
  const units = decimalUnits(unitAmountDecimal) * BigInt(quantity);
  const magnitude = units < 0n ? -units : units;
  const cents = Number((2n * magnitude + UNITS_PER_CENT) / (2n * UNITS_PER_CENT));
  return units < 0n ? -cents + 0 : cents;
}
