import { CircleSlash } from "lucide-react";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { CheckoutPurpose } from "./billing-actions.ts";
import { BillingHeader } from "./billing-header.tsx";

type CheckoutCancelledScreenProps = { purpose: CheckoutPurpose; billingHref: string };

const TEXTS: Readonly<Record<CheckoutPurpose, string>> = {
  plan: "You left the payment page before paying. Nothing was charged and your plan is as it was.",
  credits: "You left the payment page before paying. Nothing was charged and no credits were added.",
  card: "You left the page before saving a card. The payment method is as it was.",
};

/** Where Stripe's page leads back to when nothing was paid. */
export function CheckoutCancelledScreen({ purpose, billingHref }: CheckoutCancelledScreenProps) {
  return (
    <div className="flex flex-col gap-5">
      <BillingHeader />
      <Card>
        <EmptyState
          icon={<CircleSlash />}
          title={purpose === "card" ? "No card was saved" : "Nothing was paid"}
          action={
            <ButtonLink tone="primary" href={billingHref}>
              Back to billing
            </ButtonLink>
          }
        >
          {TEXTS[purpose]}
        </EmptyState>
      </Card>
    </div>
  );
}
