import { AppError } from "#lib/domain/errors.ts";
import type { BilledSubscription } from "#lib/stripe/read-billing.ts";

/** @throws AppError conflict while a payment of the subscription is missing: nothing more is bought on top of it */
export function refuseOverdue({ status }: Pick<BilledSubscription, "status">): void {
  if (status !== "past_due" && status !== "unpaid") return;
  throw new AppError("conflict", "A payment is missing. Pay the open invoice first, then change the plan.");
}
