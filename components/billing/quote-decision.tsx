"use client";

import { useState } from "react";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Card } from "#components/ui/card.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import type { PlanQuoteView } from "#lib/views/plan-quote.ts";
import type { AcceptQuoteAction, ChangeCardAction, QuoteChangeAction } from "./billing-actions.ts";
import { PaymentNotMade, type UnpaidQuote } from "./payment-not-made.tsx";
import { QuoteConfirmation } from "./quote-confirmation.tsx";
import { QuoteDone } from "./quote-done.tsx";
import { QuoteRefresh } from "./quote-refresh.tsx";
import { type QuoteStanding, quoteStanding } from "./quote-standing.ts";
import { QuoteValidity } from "./quote-validity.tsx";
import { useSecondsLeft } from "./use-seconds-left.ts";

export type QuoteDecisionProps = {
  quote: PlanQuoteView;
  /** ISO instant at which the quote was read. */
  asOf: string;
  currentPlanId: PlanId;
  billingHref: string;
  canChangeCard: boolean;
  acceptQuoteAction: AcceptQuoteAction;
  quoteChangeAction: QuoteChangeAction;
  changeCardAction: ChangeCardAction;
};

/** What is due, from what, until when, and the button that does it; afterwards what became of it. */
export function QuoteDecision(props: QuoteDecisionProps) {
  const { quote, asOf, currentPlanId } = props;
  // Outlives the quote that is read afresh after confirming, because only the answer says what the bank said.
  const [unpaid, setUnpaid] = useState<UnpaidQuote | null>(null);
  const secondsLeft = useSecondsLeft({ asOf, until: quote.expiresAt });
  const readStanding = quoteStanding(quote, currentPlanId);
  const standing = readStanding === "open" && secondsLeft <= 0 ? "expired" : readStanding;
  if (standing === "done" || standing === "scheduled") {
    return <QuoteDone quote={quote} isScheduled={standing === "scheduled"} billingHref={props.billingHref} />;
  }
  return (
    <Card className="flex flex-col gap-4 p-4 sm:p-5">
      <div>
        <h2 className="text-sm text-ink-muted">{quote.isDueAtMost ? "At most, due today" : "Due today"}</h2>
        <p className="figures text-figure font-semibold tracking-tight">{exactDollarsLabel(quote.dueToday)}</p>
        <p className="text-sm text-ink-muted">{payment(quote)}</p>
      </div>
      {unpaid ? (
        <PaymentNotMade {...props} unpaid={unpaid} />
      ) : (
        <NextStep {...props} standing={standing} secondsLeft={secondsLeft} onUnpaid={setUnpaid} />
      )}
    </Card>
  );
}

type NextStepProps = QuoteDecisionProps & {
  standing: Exclude<QuoteStanding, "done" | "scheduled">;
  secondsLeft: number;
  onUnpaid: (unpaid: UnpaidQuote) => void;
};

function NextStep({ standing, secondsLeft, onUnpaid, ...props }: NextStepProps) {
  const { quote, billingHref, quoteChangeAction } = props;
  switch (standing) {
    case "open":
      return (
        <>
          <QuoteValidity expiresAt={quote.expiresAt} secondsLeft={secondsLeft} />
          {quote.canAccept ? (
            <QuoteConfirmation {...props} onUnpaid={onUnpaid} />
          ) : (
            <NotAllowed billingHref={billingHref} />
          )}
        </>
      );
    case "declined":
    case "requires_action":
      return <PaymentNotMade {...props} unpaid={{ outcome: standing, message: null, invoiceUrl: null }} />;
    default:
      return (
        <QuoteRefresh reason={standing} quote={quote} billingHref={billingHref} quoteChangeAction={quoteChangeAction} />
      );
  }
}

function payment({ paysBy, cardLabel, dueToday }: PlanQuoteView): string {
  switch (paysBy) {
    case "card":
      return cardLabel === null ? "From the card on file" : `From ${cardLabel}`;
    case "checkout":
      return `By card, on Stripe’s page. At most ${exactDollarsLabel(dueToday)} today: Stripe prorates to the second at which you pay. You come back here afterwards.`;
    default:
      return "Nothing is charged today.";
  }
}

function NotAllowed({ billingHref }: { billingHref: string }) {
  return (
    <>
      <p className="text-sm text-ink-muted">Only an owner of this workspace can confirm this.</p>
      <ButtonLink href={billingHref}>Back to billing</ButtonLink>
    </>
  );
}
