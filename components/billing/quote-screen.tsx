import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { PageHeader } from "#components/shell/page-header.tsx";
import type { PlanQuoteView } from "#lib/views/plan-quote.ts";
import { QuoteDecision, type QuoteDecisionProps } from "./quote-decision.tsx";
import { QuoteEffects } from "./quote-effects.tsx";
import { QuoteLines } from "./quote-lines.tsx";
import { quoteTitle } from "./quote-words.ts";

/** What a change costs and does, before it is done. */
export function QuoteScreen(props: QuoteDecisionProps) {
  const { quote, billingHref } = props;
  return (
    <div className="flex flex-col gap-5">
      <Link
        href={billingHref}
        className="-mb-2 inline-flex items-center gap-1.5 self-start rounded-md text-sm text-ink-muted hover:text-ink"
      >
        <ArrowLeft aria-hidden="true" className="size-4" />
        Billing
      </Link>
      <PageHeader title={quoteTitle(quote)} description={timing(quote)} />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <QuoteLines quote={quote} />
          <QuoteEffects effects={quote.effects} />
        </div>
        <div className="lg:sticky lg:top-7">
          <QuoteDecision {...props} />
        </div>
      </div>
    </div>
  );
}

function timing({ state, isImmediate, from }: PlanQuoteView): string {
  if (state === "accepted") return "This is what the quote said when it was confirmed.";
  return isImmediate
    ? "Takes effect as soon as you confirm. Nothing is charged before."
    : `Takes effect when the next period begins. Until then ${from.planName} stays as it is.`;
}
