"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { useAction } from "#components/ui/use-action.ts";
import type { PlanQuoteView } from "#lib/views/plan-quote.ts";
import type { AcceptedQuote, AcceptQuoteAction } from "./billing-actions.ts";
import type { UnpaidQuote } from "./payment-not-made.tsx";
import { confirmLabel } from "./quote-words.ts";

type QuoteConfirmationProps = {
  quote: PlanQuoteView;
  billingHref: string;
  acceptQuoteAction: AcceptQuoteAction;
  onUnpaid: (unpaid: UnpaidQuote) => void;
};

/** The button that carries a quote out, and the way back. */
export function QuoteConfirmation({ quote, billingHref, acceptQuoteAction, onUnpaid }: QuoteConfirmationProps) {
  const router = useRouter();
  const [isLeaving, setIsLeaving] = useState(false);
  const { run, isPending, failure } = useAction(acceptQuoteAction, (accepted: AcceptedQuote) => {
    switch (accepted.outcome) {
      case "checkout":
        setIsLeaving(true);
        return window.location.assign(accepted.url);
      case "declined":
      case "requires_action":
        return onUnpaid(accepted);
      default:
        // Reads the quote afresh, which says now what became of it.
        return router.refresh();
    }
  });
  // A refusal may mean that the quote has gone out of date meanwhile: then the way to a new one is shown.
  useEffect(() => {
    if (failure) router.refresh();
  }, [failure, router]);
  return (
    <>
      {failure && <ActionAlert failure={failure} />}
      <div className="flex flex-col gap-2">
        <Button tone="primary" onClick={() => run({ quoteId: quote.quoteId })} isPending={isPending || isLeaving}>
          {confirmLabel(quote)}
        </Button>
        <ButtonLink href={billingHref}>Cancel</ButtonLink>
      </div>
    </>
  );
}
