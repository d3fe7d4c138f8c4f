import { NANOS_PER_CENT, type Nanos } from "#lib/domain/money.ts";

/**
 * Exact amounts as whole cents, each within a cent of its own, that sum to the rounded sum: each line is the rounded sum
 * up to it less that of the lines before it, so that what one line loses the next ones make up for.
 */
export function roundLines(exactNanos: readonly Nanos[]): Nanos[] {
  let exactSoFar = 0n;
  let roundedSoFar = 0n;
  return exactNanos.map((nanos) => {
    exactSoFar += nanos;
    const rounded = roundToCents(exactSoFar);
    const line = rounded - roundedSoFar;
    roundedSoFar = rounded;
    return line;
  });
}

/** The nearest whole cents of an amount in nano-dollars; half a cent goes up. */
export function roundToCents(nanos: Nanos): Nanos {
  const shifted = nanos + NANOS_PER_CENT / 2n;
  const remainder = ((shifted % NANOS_PER_CENT) + NANOS_PER_CENT) % NANOS_PER_CENT;
  return shifted - remainder;
}
