import type { ExactDollars } from "#lib/domain/money.ts";

/** Every digit of an amount with its unit: "$1,204.0002134". */
export function exactDollarsLabel(exact: ExactDollars): string {
  const isNegative = exact.startsWith("-");
  const [whole = "0", fraction = "00"] = exact.replace("-", "").split(".");
  return `${isNegative ? "−" : ""}$${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${fraction}`;
}
