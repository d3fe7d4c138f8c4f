import type { Database } from "#lib/data/client.ts";
import { getDb } from "#lib/data/database.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import { stripeConnection } from "#lib/stripe/connection.ts";

/** What a request has that comes from no person and to no workspace. */
export type SystemContext = {
  readonly db: Database;
  readonly stripe: StripeConnection | null;
  readonly now: Date;
  readonly requestId: string;
};

export function openSystemContext(): SystemContext {
  const now = systemClock.now();
  return { db: getDb(), stripe: stripeConnection(), now, requestId: newRequestId(now) };
}
