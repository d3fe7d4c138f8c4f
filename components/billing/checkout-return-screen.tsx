import { Card } from "#components/ui/card.tsx";
import type { FulfilCheckoutAction } from "./billing-actions.ts";
import { BillingHeader } from "./billing-header.tsx";
import { CheckoutProgress } from "./checkout-progress.tsx";

type CheckoutReturnScreenProps = {
  checkoutId: string;
  billingHref: string;
  fulfilCheckoutAction: FulfilCheckoutAction;
};

/** Where Stripe's page leads back to after paying. */
export function CheckoutReturnScreen(props: CheckoutReturnScreenProps) {
  return (
    <div className="flex flex-col gap-5">
      <BillingHeader />
      <Card>
        <CheckoutProgress {...props} />
      </Card>
    </div>
  );
}
