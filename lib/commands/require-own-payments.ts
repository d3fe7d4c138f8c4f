import type { Database } from "#lib/data/client.ts";
import { findOtherPaymentsMode } from "#lib/data/stripe-customers.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";

const NAMES: Readonly<Record<string, string>> = {
  simulated: "the simulator",
  test: "Stripe's test mode",
  live: "Stripe's live mode",
};

/** What is wrong with using this database for payments as configured; null when nothing is. */
export async function paymentsProblem(db: Database, stripe: StripeConnection | null): Promise<string | null> {
  const other = stripe && (await findOtherPaymentsMode(db, stripe.mode));
  if (!other) return null;
  return (
    `This database has customers of ${NAMES[other] ?? other}, which ${NAMES[stripe.mode]} does not know. ` +
    "Use another database (the demo: --fresh), or the key that it was used with."
  );
}

/** Ends the process where customers and subscriptions of one mode of Stripe would be looked for in another. */
export async function requireOwnPayments(db: Database, stripe: StripeConnection | null): Promise<void> {
  const problem = await paymentsProblem(db, stripe);
  if (!problem) return;
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
