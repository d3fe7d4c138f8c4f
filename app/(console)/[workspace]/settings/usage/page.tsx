import type { Metadata } from "next";
import { PeriodNotShown } from "#components/usage/period-not-shown.tsx";
import { UsageScreen } from "#components/usage/usage-screen.tsx";
import { AppError } from "#lib/domain/errors.ts";
import { parseUsageQuery } from "#lib/domain/usage/usage-query.ts";
import { loadUsageView } from "#lib/views/load-usage-view.ts";
import { consoleContext } from "#lib/web/console-context.ts";
import { gatewayUrl } from "#lib/web/operator-settings.ts";
import { type PageSearch, pageAddress, pageSearchParams } from "#lib/web/page-address.ts";
import { signInHref } from "#lib/web/sign-in-href.ts";
import { viewerZone } from "#lib/web/viewer-zone.ts";

export const metadata: Metadata = { title: "Usage" };

type Props = { params: Promise<{ workspace: string }>; searchParams: Promise<PageSearch> };

export default async function UsagePage({ params, searchParams }: Props) {
  const { workspace } = await params;
  const search = await searchParams;
  const path = `/${workspace}/settings/usage`;
  const ctx = await consoleContext(workspace, { returnTo: pageAddress(path, search) });
  const parsed = parseUsageQuery(pageSearchParams(search));
  if (!parsed.isValid) return <PeriodNotShown reason={parsed.reason} currentPeriodHref={path} />;
  const assumedZone = await viewerZone();
  const { query } = parsed;
  const view = await loadUsageView(ctx, { ...query, zone: query.zone ?? assumedZone }).catch((error) => {
    if (error instanceof AppError && error.code === "not_found") return error;
    throw error;
  });
  if (view instanceof AppError) return <PeriodNotShown reason={view.message} currentPeriodHref={path} />;
  return (
    <UsageScreen
      initialView={view}
      initialQuery={query}
      assumedZone={assumedZone}
      endpoint={`/api/workspaces/${ctx.membership.slug}/usage`}
      signInHref={signInHref(path)}
      gatewayUrl={gatewayUrl()}
      apiKeysHref={`/${ctx.membership.slug}/settings/api-keys`}
    />
  );
}
