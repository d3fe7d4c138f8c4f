const DAY_MS = 86_400_000;

/** How long a workspace goes on as it was while a payment is missing. */
export const PAYMENT_GRACE_DAYS = 7;

/** Whether a workspace's plan is paid for, and what follows where it is not. */
export type PaymentState =
  | { readonly kind: "ok" }
  /** A payment is missing, and everything works until the grace is over. */
  | { readonly kind: "grace"; readonly since: Date; readonly until: Date }
  /** The grace is over: nothing can be changed or served before the payment, and nothing is deleted. */
  | { readonly kind: "read_only"; readonly since: Date; readonly until: Date };

/** The payment state at an instant, given since when a due payment has been missing (null: none is). */
export function paymentState(account: { readonly pastDueSince: Date | null } | null, now: Date): PaymentState {
  const since = account?.pastDueSince ?? null;
  if (since === null) return { kind: "ok" };
  const until = new Date(since.getTime() + PAYMENT_GRACE_DAYS * DAY_MS);
  return { kind: now < until ? "grace" : "read_only", since, until };
}
