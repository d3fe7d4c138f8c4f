import type { Metadata } from "next";
import { invoiceAddresses } from "#components/invoices/invoice-addresses.ts";
import { InvoicesScreen } from "#components/invoices/invoices-screen.tsx";
import { loadInvoicesPage } from "#lib/views/invoices-page.ts";
import { consoleContext } from "#lib/web/console-context.ts";
import { type PageSearch, pageAddress } from "#lib/web/page-address.ts";

export const metadata: Metadata = { title: "Invoices" };

type Props = { params: Promise<{ workspace: string }>; searchParams: Promise<PageSearch> };

export default async function InvoicesPage({ params, searchParams }: Props) {
  const { workspace } = await params;
  const search = await searchParams;
  const returnTo = pageAddress(`/${workspace}/settings/billing/invoices`, search);
  const ctx = await consoleContext(workspace, { returnTo });
  const cursor = typeof search.before === "string" ? search.before : null;
  const view = await loadInvoicesPage(ctx, { cursor });
  const { slug } = ctx.membership;
  return (
    <InvoicesScreen
      view={view}
      addresses={invoiceAddresses(slug)}
      billingHref={`/${slug}/settings/billing`}
      isPaged={cursor !== null}
    />
  );
}
