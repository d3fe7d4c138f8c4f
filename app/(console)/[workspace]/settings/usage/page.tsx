import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { UsageScreen } from "#components/usage/usage-screen.tsx";
import { AppError } from "#lib/domain/errors.ts";
import { loadUsagePage } from "#lib/views/usage-page.ts";
import { consoleContext } from "#lib/web/console-context.ts";
import { gatewayUrl } from "#lib/web/operator-settings.ts";

export const metadata: Metadata = { title: "Usage" };

type Props = { params: Promise<{ workspace: string }>; searchParams: Promise<{ period?: string | string[] }> };

export default async function UsagePage({ params, searchParams }: Props) {
  const ctx = await consoleContext((await params).workspace);
  const { period } = await searchParams;
  const view = await loadUsagePage(ctx, { periodKey: typeof period === "string" ? period : null }).catch((error) => {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  });
  return (
    <UsageScreen
      initialView={view}
      endpoint={`/api/workspaces/${ctx.membership.slug}/usage?period=${view.period.key}`}
      gatewayUrl={gatewayUrl()}
      apiKeysHref={`/${ctx.membership.slug}/settings/api-keys`}
    />
  );
}
