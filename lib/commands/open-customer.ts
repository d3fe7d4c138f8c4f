import type { Context } from "#lib/context.ts";
import { readWorkspaceName } from "#lib/data/workspace-plans.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import { findOrMakeCustomer } from "./find-or-make-customer.ts";

/** Stripe's customer of the workspace, made at its first billing action under the name of who acts. */
export async function openCustomer(
  { db, workspaceId, actor, now, requestId }: Context,
  stripe: StripeConnection,
): Promise<string> {
  const { name } = await readWorkspaceName(db, workspaceId);
  const email = actor.type === "user" ? actor.email : "";
  return findOrMakeCustomer({ db, stripe, now, requestId }, { workspaceId, name, email });
}
