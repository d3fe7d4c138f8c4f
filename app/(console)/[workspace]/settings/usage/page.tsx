import type { Metadata } from "next";
import { PeriodNotShown } from "#components/usage/period-not-shown.tsx";
import { UsageScreen } from "#components/usage/usage-screen.tsx";
import { AppError } from "#lib/domain/errors.ts";
import { loadUsagePage } from "#lib/views/usage-page.ts";
import { consoleContext } from "#lib/web/console-context.ts";
import { gatewayUrl } from "#lib/web/operator-settings.ts";
import { type PageSearch, pageAddress } from "#lib/web/page-address.ts";
import { signInHref } from "#lib/web/sign-in-href.ts";

export const metadata: Metadata = { title: "Usage" };

type Props = { params: Promise<{ workspace: string }>; searchParams: Promise<PageSearch> };

export default async function UsagePage({ params, searchParams }: Props) {
  const { workspace } = await params;
  const search = await searchParams;
  const path = `/${workspace}/settings/usage`;
  const returnTo = pageAddress(path, search);
  const ctx = await consoleContext(workspace, { returnTo });
  const chosen = typeof search.period === "string" ? search.period : null;
  const view = await loadUsagePage(ctx, { periodKey: chosen }).catch((error) => {
    if (error instanceof AppError && error.code === "not_found") return error;
    throw error;
  });
  if (view instanceof AppError) return <PeriodNotShown reason={view.message} currentPeriodHref={path} />;
  return (
    <UsageScreen
      initialView={view}
      // Without a chosen period this always reads the current one, also in a tab left open over a month's end.
      endpoint={pageAddress(`/api/workspaces/${ctx.membership.slug}/usage`, { period: chosen ?? undefined })}
      signInHref={signInHref(returnTo)}
      gatewayUrl={gatewayUrl()}
      apiKeysHref={`/${ctx.membership.slug}/settings/api-keys`}
    />
  );
}
