"use server";

import { z } from "zod";
import { acceptQuote } from "#lib/commands/accept-quote.ts";
import { fulfilCheckout } from "#lib/commands/fulfil-checkout.ts";
import { quotePlanChange } from "#lib/commands/quote-plan-change.ts";
import { setAutoTopUp } from "#lib/commands/set-auto-top-up.ts";
import { startCardSetup } from "#lib/commands/start-card-setup.ts";
import { startTopUp } from "#lib/commands/start-top-up.ts";
import { undoPlanChange } from "#lib/commands/undo-plan-change.ts";
import { PLAN_IDS } from "#lib/domain/catalog/plans.ts";
import { isQuoteId } from "#lib/domain/is-quote-id.ts";
import { defineAction } from "#lib/web/define-action.ts";

const BILLING = "/settings/billing";
const nothing = z.object({});
const dollars = z.string().max(40, "Type an amount in dollars, such as 50.");

export const quoteChangeAction = defineAction({
  schema: z.object({ plan: z.enum(PLAN_IDS), seats: z.number().nullable() }),
  run: (ctx, { plan, seats }) => quotePlanChange(ctx, { plan, seats: seats ?? 0 }),
  revalidate: BILLING,
});

export const acceptQuoteAction = defineAction({
  schema: z.object({ quoteId: z.string().refine(isQuoteId, "This is not the id of a quote.") }),
  run: acceptQuote,
  revalidate: BILLING,
});

export const undoPlanChangeAction = defineAction({
  schema: nothing,
  run: async (ctx) => {
    await undoPlanChange(ctx);
    return null;
  },
  revalidate: BILLING,
});

export const buyCreditsAction = defineAction({
  schema: z.object({ amount: dollars }),
  run: async (ctx, input) => ({ url: (await startTopUp(ctx, input)).url }),
  revalidate: BILLING,
});

export const changeCardAction = defineAction({ schema: nothing, run: startCardSetup, revalidate: BILLING });

export const setAutoTopUpAction = defineAction({
  schema: z.object({ isEnabled: z.boolean(), threshold: dollars, amount: dollars, monthlyMax: dollars }),
  run: async (ctx, input) => {
    await setAutoTopUp(ctx, input);
    return null;
  },
  revalidate: BILLING,
});

export const fulfilCheckoutAction = defineAction({
  schema: z.object({ checkoutId: z.string().max(200) }),
  run: fulfilCheckout,
  revalidate: BILLING,
});
