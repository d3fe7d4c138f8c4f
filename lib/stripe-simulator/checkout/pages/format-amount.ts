/** An amount in a currency's smallest unit, as pages show it: "$1,234.50", "−$5.00", "1,234.50 EUR". */
export function formatAmount(cents: number, currency: string): string {
  const digits = String(Math.abs(cents)).padStart(3, "0");
  const whole = digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, ",");
  const amount = `${whole}.${digits.slice(-2)}`;
  const sign = cents < 0 ? "−" : "";
  return currency.toLowerCase() === "usd" ? `${sign}$${amount}` : `${sign}${amount} ${currency.toUpperCase()}`;
}
