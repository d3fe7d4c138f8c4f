import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ApiKeysScreen } from "#components/api-keys/api-keys-screen.tsx";
import { AppError } from "#lib/domain/errors.ts";
import { loadApiKeysPage } from "#lib/views/api-keys-page.ts";
import { consoleContext } from "#lib/web/console-context.ts";
import { gatewayUrl } from "#lib/web/operator-settings.ts";
import { type PageSearch, pageAddress } from "#lib/web/page-address.ts";
import { createApiKeyAction, revokeApiKeyAction } from "./actions.ts";

export const metadata: Metadata = { title: "API keys" };

type Props = { params: Promise<{ workspace: string }>; searchParams: Promise<PageSearch> };

export default async function ApiKeysPage({ params, searchParams }: Props) {
  const { workspace } = await params;
  const returnTo = pageAddress(`/${workspace}/settings/api-keys`, await searchParams);
  const ctx = await consoleContext(workspace, { returnTo });
  const view = await loadApiKeysPage(ctx).catch((error) => {
    if (error instanceof AppError && error.code === "forbidden") notFound();
    throw error;
  });
  const { slug } = ctx.membership;
  return (
    <ApiKeysScreen
      view={view}
      gatewayUrl={gatewayUrl()}
      createAction={createApiKeyAction.bind(null, slug)}
      revokeAction={revokeApiKeyAction.bind(null, slug)}
    />
  );
}
