import { AppError } from "#lib/domain/errors.ts";
import { isOverdue } from "#lib/domain/plans/planned-by-payment.ts";
import type { BillingState } from "#lib/stripe/read-billing.ts";

/** @throws AppError conflict while a payment is missing, also of a plan that has ended: nothing more is bought on top of it */
export function refuseOverdue(billing: Pick<BillingState, "subscription" | "invoices">, now: Date): void {
  const { subscription, invoices } = billing;
  if (!isOverdue({ subscription, debts: invoices.filter(({ isDebt }) => isDebt), now })) return;
  throw new AppError("conflict", "A payment is missing. Pay the open invoice first, then change the plan.");
}
