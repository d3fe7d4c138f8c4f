"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { useAction } from "#components/ui/use-action.ts";
import type { PlanQuoteView } from "#lib/views/plan-quote.ts";
import type { QuoteChangeAction } from "./billing-actions.ts";

type QuoteAgainProps = {
  quote: PlanQuoteView;
  billingHref: string;
  quoteChangeAction: QuoteChangeAction;
  /** Whether a new quote makes sense now. */
  isOffered?: boolean;
  /** What is better done first. */
  children?: ReactNode;
};

/** The way from a quote that is over to a new one for the same change. */
export function QuoteAgain(props: QuoteAgainProps) {
  const { quote, billingHref, quoteChangeAction, isOffered = true, children } = props;
  const router = useRouter();
  const { run, isPending, failure } = useAction(quoteChangeAction, ({ quoteId }) =>
    router.replace(`${billingHref}/quote/${quoteId}`),
  );
  const { planId, seats } = quote.to;
  return (
    <>
      {failure && <ActionAlert failure={failure} />}
      <div className="flex flex-col gap-2">
        {children}
        {isOffered && quote.canAccept && (
          <Button
            tone={children ? "secondary" : "primary"}
            onClick={() => run({ plan: planId, seats })}
            isPending={isPending}
          >
            Get a new quote
          </Button>
        )}
        <ButtonLink href={billingHref}>Back to billing</ButtonLink>
      </div>
    </>
  );
}
