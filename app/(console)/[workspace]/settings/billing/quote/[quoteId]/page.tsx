import type { Metadata } from "next";
import { notFound } from "next/navigation";
import {
  acceptQuoteAction,
  changeCardAction,
  quoteChangeAction,
} from "#app/(console)/[workspace]/settings/billing/actions.ts";
import { QuoteScreen } from "#components/billing/quote-screen.tsx";
import { AppError } from "#lib/domain/errors.ts";
import { roleHasPermission } from "#lib/domain/permissions.ts";
import { loadPlanQuote } from "#lib/views/plan-quote.ts";
import { consoleContext } from "#lib/web/console-context.ts";

export const metadata: Metadata = { title: "Quote" };

type Props = { params: Promise<{ workspace: string; quoteId: string }> };

export default async function QuotePage({ params }: Props) {
  const { workspace, quoteId } = await params;
  const ctx = await consoleContext(workspace, { returnTo: `/${workspace}/settings/billing/quote/${quoteId}` });
  const quote = await loadPlanQuote(ctx, { quoteId }).catch((error) => {
    if (error instanceof AppError && (error.code === "not_found" || error.code === "forbidden")) notFound();
    throw error;
  });
  const { slug, role } = ctx.membership;
  return (
    <QuoteScreen
      // Another quote of the same address pattern starts afresh.
      key={quoteId}
      quote={quote}
      asOf={ctx.now.toISOString()}
      currentPlanId={ctx.plan}
      billingHref={`/${slug}/settings/billing`}
      canChangeCard={roleHasPermission(role, "payment_methods:change")}
      acceptQuoteAction={acceptQuoteAction.bind(null, slug)}
      quoteChangeAction={quoteChangeAction.bind(null, slug)}
      changeCardAction={changeCardAction.bind(null, slug, {})}
    />
  );
}
