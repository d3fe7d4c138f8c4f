import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { buyCreditsAction, setAutoTopUpAction } from "#app/(console)/[workspace]/settings/billing/actions.ts";
import { CreditsScreen } from "#components/billing/credits-screen.tsx";
import { readCreditFilter } from "#lib/domain/credit-filter.ts";
import { AppError } from "#lib/domain/errors.ts";
import { loadCreditsPage } from "#lib/views/credits-page.ts";
import { consoleContext } from "#lib/web/console-context.ts";
import { type PageSearch, pageAddress } from "#lib/web/page-address.ts";

export const metadata: Metadata = { title: "Credits" };

type Props = { params: Promise<{ workspace: string }>; searchParams: Promise<PageSearch> };

export default async function CreditsPage({ params, searchParams }: Props) {
  const { workspace } = await params;
  const search = await searchParams;
  const ctx = await consoleContext(workspace, {
    returnTo: pageAddress(`/${workspace}/settings/billing/credits`, search),
  });
  const one = (name: string) => (typeof search[name] === "string" ? search[name] : null);
  const cursor = one("before");
  const view = await loadCreditsPage(ctx, { cursor, filter: readCreditFilter({ get: one }) }).catch((error) => {
    if (error instanceof AppError && error.code === "forbidden") notFound();
    throw error;
  });
  const { slug } = ctx.membership;
  return (
    <CreditsScreen
      view={view}
      isHistoryPaged={cursor !== null}
      creditsHref={`/${slug}/settings/billing/credits`}
      exportHref={`/api/workspaces/${slug}/credits/export`}
      buyCreditsAction={buyCreditsAction.bind(null, slug)}
      setAutoTopUpAction={setAutoTopUpAction.bind(null, slug)}
    />
  );
}
