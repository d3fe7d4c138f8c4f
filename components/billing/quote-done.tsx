import { CircleCheck } from "lucide-react";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import type { PlanQuoteView } from "#lib/views/plan-quote.ts";
import { sideLabel } from "./quote-words.ts";

type QuoteDoneProps = { quote: PlanQuoteView; isScheduled: boolean; billingHref: string };

/** What stands in a quote's place once it is carried out. */
export function QuoteDone({ quote, isScheduled, billingHref }: QuoteDoneProps) {
  return (
    <Card className="flex flex-col gap-4 p-4 sm:p-5">
      <div role="status" className="flex items-start gap-2.5">
        <CircleCheck aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-good" />
        <div className="min-w-0">
          <h2 className="font-semibold">{isScheduled ? "Scheduled" : "Done"}</h2>
          <p className="mt-0.5 text-sm text-ink-muted">
            {isScheduled ? (
              <>
                {sideLabel(quote.from)} becomes {sideLabel(quote.to)} on <DateTime iso={quote.effectiveAt} />. Until
                then Billing shows it, with a way to undo it.
              </>
            ) : (
              <>
                {sideLabel(quote.from)} became {sideLabel(quote.to)}.
                {quote.dueToday !== "0.00" &&
                  ` ${quote.isDueAtMost ? "At most " : ""}${exactDollarsLabel(quote.dueToday)} was charged.`}
              </>
            )}
          </p>
        </div>
      </div>
      <ButtonLink tone="primary" href={billingHref}>
        Back to billing
      </ButtonLink>
    </Card>
  );
}
