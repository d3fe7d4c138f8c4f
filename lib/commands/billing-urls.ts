import type { Context } from "#lib/context.ts";
import { readWorkspaceName } from "#lib/data/workspace-plans.ts";
import { type CheckoutPurpose, checkoutReturnUrls } from "#lib/domain/checkout-address.ts";
import { paymentsEnv } from "#lib/platform/env.ts";

/** Where Stripe's pages lead back to. @throws Error where the console does not know its own address */
export async function billingUrls(
  { db, workspaceId }: Pick<Context, "db" | "workspaceId">,
  purpose: CheckoutPurpose,
): Promise<{ successUrl: string; cancelUrl: string }> {
  const { APP_URL } = paymentsEnv();
  if (!APP_URL) throw new Error("APP_URL is not set, so Stripe's pages cannot lead back");
  const { slug } = await readWorkspaceName(db, workspaceId);
  return checkoutReturnUrls(APP_URL, { slug, purpose });
}
