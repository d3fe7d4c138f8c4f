import { formatUtcDay } from "#lib/domain/billing-period.ts";
import type { ShownPayment } from "#lib/views/payments-part.ts";

/** What a payment was for, and what tells it from others. */
export function paymentPurpose(payment: ShownPayment): { title: string; note: string | null } {
  const { kind, description, number, period } = payment;
  if (kind === "credits") return { title: "Credits", note: null };
  if (kind === "auto_top_up") return { title: "Credits", note: "Bought by auto top-up" };
  const days = period && `${formatUtcDay(new Date(period.start))} to ${lastDay(period.end)} (UTC)`;
  const notes = [days, number].filter((part) => part !== null);
  return { title: description ?? "Plan", note: notes.length > 0 ? notes.join(" · ") : null };
}

/** The day before the instant at which a period ends. */
function lastDay(end: string): string {
  return formatUtcDay(new Date(new Date(end).getTime() - 1));
}
