import { type Context, requirePermission } from "#lib/context.ts";
import { AppError } from "#lib/domain/errors.ts";
import { createCardCheckout } from "#lib/stripe/create-card-checkout.ts";
import { billingUrls } from "./billing-urls.ts";
import { openCustomer } from "./open-customer.ts";
import { requireStripe } from "./require-stripe.ts";

/** Begins to save or change the card that later payments are made with. @returns Stripe's page for it */
export async function startCardSetup(ctx: Context): Promise<{ url: string }> {
  requirePermission(ctx, "payment_methods:change");
  if (ctx.actor.type !== "user") throw new AppError("forbidden", "Cards are changed by people.");
  const stripe = requireStripe(ctx);
  const { workspaceId, requestId } = ctx;
  const { userId } = ctx.actor;
  const customerId = await openCustomer(ctx, stripe);
  const urls = await billingUrls(ctx, "card");
  const idempotencyKey = `card:${requestId}`;
  const { url } = await createCardCheckout(stripe, { customerId, workspaceId, userId, idempotencyKey, ...urls });
  return { url };
}
