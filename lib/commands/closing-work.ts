import type { Database } from "#lib/data/client.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";

/** What is needed to close periods and to put their usage on invoices. */
export type ClosingWork = {
  readonly db: Database;
  /** Null where payments are not configured: then what is due waits. */
  readonly stripe: StripeConnection | null;
  readonly now: Date;
};
