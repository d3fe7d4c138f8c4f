"use client";

import { Landmark, LoaderCircle } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import type { FulfilCheckoutAction } from "./billing-actions.ts";
import { CheckoutDone } from "./checkout-done.tsx";
import { useCheckoutOutcome } from "./use-checkout-outcome.ts";

type CheckoutProgressProps = { checkoutId: string; billingHref: string; fulfilCheckoutAction: FulfilCheckoutAction };

/** Asks until it is known what became of a payment, and says so. */
export function CheckoutProgress({ checkoutId, billingHref, fulfilCheckoutAction }: CheckoutProgressProps) {
  const { outcome, failure, isSlow, retry } = useCheckoutOutcome(checkoutId, fulfilCheckoutAction);
  const back = <ButtonLink href={billingHref}>Back to billing</ButtonLink>;
  if (failure) {
    return (
      <ErrorState
        title="We could not check your payment"
        message={
          failure.requestId === null
            ? failure.message
            : "What you paid is not affected by that, and nothing is charged twice. Check again in a moment."
        }
        errorId={failure.requestId}
        action={
          <>
            <Button tone="primary" onClick={retry}>
              Check again
            </Button>
            {back}
          </>
        }
      />
    );
  }
  switch (outcome?.state) {
    case "done":
      return <CheckoutDone outcome={outcome} billingHref={billingHref} />;
    case "failed":
      return <ErrorState title="The payment was not made" message={outcome.message} errorId={null} action={back} />;
    case "awaiting_bank":
      return (
        <Waiting icon={<Landmark />} title="Waiting for your bank" action={back}>
          The debit is ordered. Banks take up to several days; it takes effect here as soon as the money has arrived,
          and you can leave this page.
        </Waiting>
      );
    default:
      return (
        <Waiting
          icon={<LoaderCircle className="animate-spin" />}
          title="Processing your payment"
          action={isSlow && back}
        >
          {isSlow
            ? "This takes longer than usual. You can leave this page: it goes on without it, and nothing is charged twice."
            : "Usually this takes a few seconds. You do not need to do anything."}
        </Waiting>
      );
  }
}

type WaitingProps = { icon: ReactNode; title: string; action: ReactNode; children: ReactNode };

function Waiting({ icon, title, action, children }: WaitingProps) {
  return (
    <div role="status">
      <EmptyState icon={icon} title={title} action={action}>
        {children}
      </EmptyState>
    </div>
  );
}
