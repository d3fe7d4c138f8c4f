import { type Context, requirePermission } from "#lib/context.ts";
import { insertTopUp, updateTopUp } from "#lib/data/top-ups.ts";
import { AppError } from "#lib/domain/errors.ts";
import type { Nanos } from "#lib/domain/money.ts";
import { parseTopUpAmount } from "#lib/domain/top-up.ts";
import { newId } from "#lib/platform/ids.ts";
import { createTopUpCheckout } from "#lib/stripe/create-top-up-checkout.ts";
import { billingUrls } from "./billing-urls.ts";
import { openCustomer } from "./open-customer.ts";
import { requireStripe } from "./require-stripe.ts";

export type StartTopUpInput = {
  /** Dollars as a person types them, $5 to $10,000. */
  amount: string;
};

/** Begins a purchase of credits. @returns Stripe's page on which it is paid */
export async function startTopUp(ctx: Context, input: StartTopUpInput): Promise<{ topUpId: string; url: string }> {
  requirePermission(ctx, "credits:buy");
  if (ctx.actor.type !== "user") throw new AppError("forbidden", "Credits are bought by people.");
  const stripe = requireStripe(ctx);
  const amountNanos = readAmount(input.amount);
  const { db, workspaceId, actor, plan, now } = ctx;
  const customerId = await openCustomer(ctx, stripe);
  const topUpId = newId("topUp", now);
  const createdByUserId = actor.userId;
  await insertTopUp(db, workspaceId, { topUpId, amountNanos, isAutomatic: false, createdByUserId, createdAt: now });
  const urls = await billingUrls(ctx, "credits");
  const page = await createTopUpCheckout(stripe, { customerId, workspaceId, topUpId, amountNanos, plan, ...urls });
  await updateTopUp(db, workspaceId, topUpId, { checkoutSessionId: page.sessionId });
  return { topUpId, url: page.url };
}

function readAmount(text: string): Nanos {
  const parsed = parseTopUpAmount(text);
  if (parsed.isValid) return parsed.amountNanos;
  const message = {
    unreadable: "Type the amount in dollars, such as 50 or 1,250.",
    too_low: "Buy at least $5.",
    too_high: "Buy at most $10,000 at once.",
    part_of_a_cent: "Type the amount in whole cents.",
  }[parsed.reason];
  throw new AppError("invalid_input", message, { amount: message });
}
