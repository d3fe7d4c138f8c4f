import {
  type ExactDollars,
  fromExactDollars,
  NANOS_PER_DOLLAR,
  type Nanos,
  toExactDollars,
  toPlotDollars,
} from "#lib/domain/money.ts";

import type { ChartAxis } from "./chart-axis.ts";

const INTERVALS = 4n;
const CENT_DIGITS = 2;

/** An axis from zero over the largest amount: at most five labels in round steps, each exact. */
export function dollarAxis(amounts: readonly ExactDollars[]): ChartAxis {
  const largest = largestOf(amounts.map(fromExactDollars));
  const step = largest === 0n ? NANOS_PER_DOLLAR / INTERVALS : roundStep((largest + INTERVALS - 1n) / INTERVALS);
  const count = largest === 0n ? INTERVALS : (largest + step - 1n) / step;
  const digits = fractionDigits(step);
  const ticks = Array.from({ length: Number(count) + 1 }, (_, index) => {
    const nanos = step * BigInt(index);
    return { height: toPlotDollars(nanos), label: tickLabel(nanos, digits) };
  });
  return { ticks, top: toPlotDollars(step * count) };
}

function largestOf(amounts: readonly Nanos[]): Nanos {
  let largest = 0n;
  for (const nanos of amounts) if (nanos > largest) largest = nanos;
  return largest;
}

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that reaches the wish. */
function roundStep(wish: Nanos): Nanos {
  for (let power = 1n; ; power *= 10n) {
    if (power >= wish) return power;
    if (power * 2n >= wish) return power * 2n;
    if (power >= 10n && (power * 5n) / 2n >= wish) return (power * 5n) / 2n;
    if (power * 5n >= wish) return power * 5n;
  }
}

function fractionDigits(step: Nanos): number {
  const [, fraction = ""] = toExactDollars(step).split(".");
  return /^0+$/.test(fraction) ? 0 : Math.max(CENT_DIGITS, fraction.length);
}

function tickLabel(nanos: Nanos, digits: number): string {
  const [whole = "0", fraction = ""] = toExactDollars(nanos).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return nanos === 0n || digits === 0 ? `$${grouped}` : `$${grouped}.${fraction.padEnd(digits, "0")}`;
}
