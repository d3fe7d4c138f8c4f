import type { Context } from "#lib/context.ts";
import { AppError } from "#lib/domain/errors.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";

/** The connection to Stripe. @throws AppError service_unavailable where payments are not configured */
export function requireStripe({ stripe }: Pick<Context, "stripe">): StripeConnection {
  if (stripe) return stripe;
  throw new AppError(
    "service_unavailable",
    "Payments are not configured here, so nothing was changed. Ask the operator to set STRIPE_SECRET_KEY.",
  );
}
