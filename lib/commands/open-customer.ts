import type { Context } from "#lib/context.ts";
import { claimStripeCustomer, findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { readWorkspaceName } from "#lib/data/workspace-plans.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import { ensureCustomer } from "#lib/stripe/ensure-customer.ts";

/** Stripe's customer of the workspace, made at its first billing action, once however many come at the same time. */
export async function openCustomer(
  { db, workspaceId, actor, now }: Context,
  stripe: StripeConnection,
): Promise<string> {
  const known = await findStripeCustomerId(db, workspaceId);
  if (known) return known;
  const { name } = await readWorkspaceName(db, workspaceId);
  const email = actor.type === "user" ? actor.email : "";
  const stripeCustomerId = await ensureCustomer(stripe, { workspaceId, name, email });
  return claimStripeCustomer(db, { workspaceId, stripeCustomerId, mode: stripe.mode, createdAt: now });
}
