import type { Quote, QuoteLine } from "#lib/data/quotes.ts";
import { type PlanSeats, quantityOf } from "#lib/domain/plans/plan-seats.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import { type ChangePreview, previewChange } from "#lib/stripe/preview-change.ts";
import { previewStart } from "#lib/stripe/preview-start.ts";
import type { BilledSubscription } from "#lib/stripe/read-billing.ts";
import { paidPlan } from "./paid-plan.ts";

export type UpgradePrice = Pick<Quote, "lines" | "dueTodayNanos" | "renewalNanos" | "renewsAt">;

type Upgrade = {
  readonly customerId: string | null;
  /** The live one; null where one is started. */
  readonly subscription: BilledSubscription | null;
  readonly to: PlanSeats;
  /** Of a change; a start is always prorated at the present. Whole seconds. */
  readonly prorationAt: Date;
  /** When the first whole period of a new subscription begins. */
  readonly anchorAt: Date;
};

/** What an upgrade costs, as Stripe says at present. @throws when Stripe cannot say: never a zero instead */
export async function priceOfUpgrade(stripe: StripeConnection, upgrade: Upgrade): Promise<UpgradePrice> {
  const { customerId, subscription, to, prorationAt, anchorAt } = upgrade;
  const price = { plan: paidPlan(to.plan), quantity: quantityOf(to) };
  if (!subscription) return pricedBy(await previewStart(stripe, { customerId, ...price, anchorAt }));
  if (!customerId) throw new Error("A subscription has a customer");
  const { id: subscriptionId, itemId } = subscription;
  return pricedBy(await previewChange(stripe, { customerId, subscriptionId, itemId, ...price, prorationAt }));
}

/** Every line adds up to what is due, tax and what is taken from or left on the balance at Stripe among them. */
function pricedBy(preview: ChangePreview): UpgradePrice {
  const { taxNanos, balanceAppliedNanos, dueTodayNanos, renewalNanos, renewsAt } = preview;
  const further: QuoteLine[] = [
    { description: "Tax", amountNanos: taxNanos, isProration: false },
    {
      description: balanceAppliedNanos > 0n ? "From your balance at Stripe" : "Kept on your balance at Stripe",
      amountNanos: -balanceAppliedNanos,
      isProration: false,
    },
  ];
  const lines = [...preview.lines, ...further.filter(({ amountNanos }) => amountNanos !== 0n)];
  return { lines, dueTodayNanos, renewalNanos, renewsAt };
}
