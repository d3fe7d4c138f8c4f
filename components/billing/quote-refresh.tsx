import { Alert } from "#components/ui/alert.tsx";
import { QUOTE_MINUTES } from "#lib/domain/plans/decide-quote-acceptance.ts";
import type { PlanQuoteView } from "#lib/views/plan-quote.ts";
import type { QuoteChangeAction } from "./billing-actions.ts";
import { QuoteAgain } from "./quote-again.tsx";
import type { QuoteStanding } from "./quote-standing.ts";

type QuoteRefreshProps = {
  reason: Extract<QuoteStanding, "expired" | "stale" | "under_way" | "unpaid">;
  quote: PlanQuoteView;
  billingHref: string;
  quoteChangeAction: QuoteChangeAction;
};

const REASONS = {
  expired: {
    title: "This quote has expired",
    text: `A quote holds for ${QUOTE_MINUTES} minutes, because it counts by the second. Nothing was charged.`,
  },
  stale: {
    title: "This quote is out of date",
    text: "The plan or the seats of this workspace have changed since it was made. Nothing was charged.",
  },
  unpaid: {
    title: "Nothing was paid",
    text: "The payment page was opened for this quote and left again. Nothing was charged and nothing has changed.",
  },
  under_way: {
    title: "This quote is being carried out",
    text: "It was confirmed a moment ago. Reload this page to see what became of it.",
  },
} as const;

/** For a quote that cannot be confirmed: why, and the way to a new one. */
export function QuoteRefresh({ reason, quote, billingHref, quoteChangeAction }: QuoteRefreshProps) {
  const { title, text } = REASONS[reason];
  return (
    <>
      <Alert tone={reason === "under_way" ? "info" : "warn"} role="status" title={title}>
        <p>{text}</p>
      </Alert>
      <QuoteAgain
        quote={quote}
        billingHref={billingHref}
        quoteChangeAction={quoteChangeAction}
        isOffered={reason !== "under_way"}
      />
    </>
  );
}
