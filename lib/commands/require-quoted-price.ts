import type { Context } from "#lib/context.ts";
import { expireQuote, type StoredQuote } from "#lib/data/quotes.ts";
import { AppError } from "#lib/domain/errors.ts";
import { STALE_PRICE } from "#lib/domain/plans/decide-quote-acceptance.ts";
import { isPriceHonoured } from "#lib/domain/plans/is-price-honoured.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import type { BilledSubscription } from "#lib/stripe/read-billing.ts";
import { priceOfUpgrade } from "./price-of-upgrade.ts";

type Claim = {
  readonly quote: StoredQuote;
  readonly customerId: string | null;
  /** The live one; null where one is started. */
  readonly subscription: BilledSubscription | null;
};

/**
 * Asks Stripe again what an upgrade costs, before anything is charged: a balance or an item that is not on the quote would
 * be charged with it. A quote that does not hold any more expires.
 * @throws AppError conflict when the price is another one than quoted
 */
export async function requireQuotedPrice(stripe: StripeConnection, ctx: Context, claim: Claim): Promise<void> {
  const { quote, customerId, subscription } = claim;
  const { prorationAt, renewsAt } = quote;
  if (!prorationAt) throw new Error("An upgrade has an instant");
  const present = await priceOfUpgrade(stripe, {
    customerId,
    subscription,
    to: quote.to,
    prorationAt,
    anchorAt: renewsAt,
  });
  if (isPriceHonoured(quote, present, subscription ? "same" : "at_most")) return;
  await expireQuote(ctx.db, ctx.workspaceId, quote.quoteId, ctx.now);
  throw new AppError("conflict", STALE_PRICE);
}
