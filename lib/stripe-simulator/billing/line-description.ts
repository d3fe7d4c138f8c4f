const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "2 × Team (at $99.00 / month)", the words of a full period's line. */
export function cycleLineDescription(line: {
  product: string;
  quantity: number;
  unitAmountDecimal: string;
  currency: string;
  interval: string;
  intervalCount: number;
}): string {
  const every = line.intervalCount === 1 ? line.interval : `every ${line.intervalCount} ${line.interval}s`;
  return `${line.quantity} × ${line.product} (at ${money(line.unitAmountDecimal, line.currency)} / ${every})`;
}

/** "Unused time on Pro after 24 Nov 2026" for a credit, "Remaining time on 2 × Team after 24 Nov 2026" for a charge. */
export function prorationLineDescription(line: {
  product: string;
  quantity: number;
  at: number;
  sign: 1 | -1;
}): string {
  const times = line.quantity > 1 ? `${line.quantity} × ` : "";
  return `${line.sign === -1 ? "Unused" : "Remaining"} time on ${times}${line.product} after ${dayName(line.at)}`;
}

/** "24 Nov 2026", in UTC. */
export function dayName(at: number): string {
  const day = new Date(at * 1000);
  return `${String(day.getUTCDate()).padStart(2, "0")} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
}

function money(unitAmountDecimal: string, currency: string): string {
  const [whole = "0", fraction = ""] = unitAmountDecimal.split(".");
  const digits = whole.padStart(3, "0");
  const text = `${digits.slice(0, -2)}.${digits.slice(-2)}${fraction}`;
  return currency === "usd" ? `$${text}` : `${text} ${currency.toUpperCase()}`;
}
