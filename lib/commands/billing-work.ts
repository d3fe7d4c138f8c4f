import type { Database } from "#lib/data/client.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";

/** What is needed to bring Weir to the state that payments have at Stripe, whoever asks for it. */
export type BillingWork = {
  readonly db: Database;
  readonly stripe: StripeConnection;
  readonly now: Date;
  /** Of the request that led here; null for jobs. */
  readonly requestId: string | null;
};
