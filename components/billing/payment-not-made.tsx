"use client";

import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import type { PlanQuoteView } from "#lib/views/plan-quote.ts";
import type { ChangeCardAction, QuoteChangeAction } from "./billing-actions.ts";
import { ExternalLink } from "./external-link.tsx";
import { QuoteAgain } from "./quote-again.tsx";
import { usePaymentPage } from "./use-payment-page.ts";

export type UnpaidQuote = {
  outcome: "declined" | "requires_action";
  /** What the bank said, what did not happen and what to do; null when that is no longer known. */
  message: string | null;
  invoiceUrl: string | null;
};

type PaymentNotMadeProps = {
  unpaid: UnpaidQuote;
  quote: PlanQuoteView;
  billingHref: string;
  canChangeCard: boolean;
  quoteChangeAction: QuoteChangeAction;
  changeCardAction: ChangeCardAction;
};

/** What the bank said, that nothing was changed, and what to do. */
export function PaymentNotMade(props: PaymentNotMadeProps) {
  const { unpaid, quote, billingHref, canChangeCard, quoteChangeAction, changeCardAction } = props;
  const { run, isPending, failure } = usePaymentPage(changeCardAction);
  const isDeclined = unpaid.outcome === "declined";
  return (
    <>
      <Alert tone="bad" role="alert" title={isDeclined ? "The payment was declined" : "Your bank asks you to confirm"}>
        <p className="wrap-anywhere">{unpaid.message ?? (isDeclined ? DECLINED : TO_CONFIRM)}</p>
        <p>You are still on {quote.from.planName}.</p>
        {!isDeclined && unpaid.invoiceUrl !== null && (
          <p className="pt-1">
            <ExternalLink href={unpaid.invoiceUrl}>Confirm the payment</ExternalLink>
          </p>
        )}
      </Alert>
      {failure && <ActionAlert failure={failure} />}
      <QuoteAgain quote={quote} billingHref={billingHref} quoteChangeAction={quoteChangeAction}>
        {canChangeCard && (
          <Button tone="primary" onClick={() => run()} isPending={isPending}>
            Change card
          </Button>
        )}
      </QuoteAgain>
    </>
  );
}

const DECLINED = "Nothing was charged and nothing has changed. Use another card, then get a new quote.";
const TO_CONFIRM =
  "Nothing has changed yet. The change takes effect once you have confirmed the payment with your bank.";
