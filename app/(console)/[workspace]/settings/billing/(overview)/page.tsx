import type { Metadata } from "next";
import { notFound } from "next/navigation";
import {
  changeCardAction,
  quoteChangeAction,
  undoPlanChangeAction,
} from "#app/(console)/[workspace]/settings/billing/actions.ts";
import { BillingScreen } from "#components/billing/billing-screen.tsx";
import { runwayText } from "#components/billing/runway-text.ts";
import { AppError } from "#lib/domain/errors.ts";
import { loadBillingLive } from "#lib/views/billing-live.ts";
import { loadBillingPage } from "#lib/views/billing-page.ts";
import { loadCreditRunway } from "#lib/views/credit-runway.ts";
import { loadCreditsPart } from "#lib/views/credits-part.ts";
import { loadPaymentsPart } from "#lib/views/payments-part.ts";
import { consoleContext } from "#lib/web/console-context.ts";
import { salesAddress } from "#lib/web/operator-settings.ts";
import { type PageSearch, pageAddress } from "#lib/web/page-address.ts";
import { signInHref } from "#lib/web/sign-in-href.ts";

export const metadata: Metadata = { title: "Billing" };

type Props = { params: Promise<{ workspace: string }>; searchParams: Promise<PageSearch> };

export default async function BillingPage({ params, searchParams }: Props) {
  const { workspace } = await params;
  const search = await searchParams;
  const path = `/${workspace}/settings/billing`;
  const ctx = await consoleContext(workspace, { returnTo: pageAddress(path, search) });
  const paymentsCursor = typeof search["paid-before"] === "string" ? search["paid-before"] : null;
  const [view, credits, payments, live, runway] = await Promise.all([
    loadBillingPage(ctx),
    loadCreditsPart(ctx, { cursor: null }),
    loadPaymentsPart(ctx, { cursor: paymentsCursor }),
    loadBillingLive(ctx),
    loadCreditRunway(ctx),
  ]).catch((error) => {
    if (error instanceof AppError && error.code === "forbidden") notFound();
    throw error;
  });
  const { slug } = ctx.membership;
  return (
    <BillingScreen
      view={view}
      credits={credits}
      payments={payments}
      billingHref={`/${slug}/settings/billing`}
      membersHref={`/${slug}/settings/members`}
      contactSalesHref={contactSalesHref(ctx.membership.name)}
      period={{
        initialView: live,
        endpoint: `/api/workspaces/${slug}/billing`,
        signInHref: signInHref(path),
        runway: view.contract?.isPostpaid ? null : runwayText(runway),
      }}
      arePaymentsPaged={paymentsCursor !== null}
      actions={{
        quoteChange: quoteChangeAction.bind(null, slug),
        undoPlanChange: undoPlanChangeAction.bind(null, slug, {}),
        changeCard: changeCardAction.bind(null, slug, {}),
      }}
    />
  );
}

function contactSalesHref(workspaceName: string): string | null {
  const address = salesAddress();
  return address && `mailto:${address}?subject=${encodeURIComponent(`Enterprise plan for ${workspaceName}`)}`;
}
