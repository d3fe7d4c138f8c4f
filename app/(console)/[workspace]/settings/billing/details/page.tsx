import type { Metadata } from "next";
import { setBillingDetailsAction } from "#app/(console)/[workspace]/settings/billing/details/actions.ts";
import { BillingDetailsScreen } from "#components/billing-details/billing-details-screen.tsx";
import { countryOptions } from "#lib/domain/invoices/country-options.ts";
import { loadBillingDetails } from "#lib/views/billing-details.ts";
import { consoleContext } from "#lib/web/console-context.ts";

export const metadata: Metadata = { title: "Billing details" };

type Props = { params: Promise<{ workspace: string }> };

export default async function BillingDetailsPage({ params }: Props) {
  const { workspace } = await params;
  const ctx = await consoleContext(workspace, { returnTo: `/${workspace}/settings/billing/details` });
  return (
    <BillingDetailsScreen
      view={await loadBillingDetails(ctx)}
      countries={countryOptions()}
      setBillingDetailsAction={setBillingDetailsAction.bind(null, ctx.membership.slug)}
    />
  );
}
