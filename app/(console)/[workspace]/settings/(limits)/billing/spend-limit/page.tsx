import type { Metadata } from "next";
import { SpendLimitScreen } from "#components/spend-limit/spend-limit-screen.tsx";
import { loadAlertChannels } from "#lib/views/alert-channels.ts";
import { loadSpendLimits } from "#lib/views/spend-limit.ts";
import { loadSpendLimitPage } from "#lib/views/spend-limit-page.ts";
import { consoleContext } from "#lib/web/console-context.ts";
import { signInHref } from "#lib/web/sign-in-href.ts";
import {
  removeAlertWebhookAction,
  removeSpendLimitAction,
  rotateWebhookSecretAction,
  runDrillAction,
  sendTestAlertAction,
  setAlertWebhookAction,
  setSpendLimitAction,
} from "./actions.ts";

export const metadata: Metadata = { title: "Spend limit" };

type Props = { params: Promise<{ workspace: string }> };

export default async function SpendLimitPage({ params }: Props) {
  const { workspace } = await params;
  const returnTo = `/${workspace}/settings/billing/spend-limit`;
  const ctx = await consoleContext(workspace, { returnTo });
  const [page, limits, alerts] = await Promise.all([
    loadSpendLimitPage(ctx),
    loadSpendLimits(ctx),
    loadAlertChannels(ctx),
  ]);
  const { slug } = ctx.membership;
  return (
    <SpendLimitScreen
      page={page}
      limits={limits}
      endpoint={`/api/workspaces/${slug}/spend-limits`}
      signInHref={signInHref(returnTo)}
      actions={{
        setLimit: setSpendLimitAction.bind(null, slug),
        removeLimit: removeSpendLimitAction.bind(null, slug),
        runDrill: runDrillAction.bind(null, slug),
      }}
      alerts={{
        initialView: alerts,
        endpoint: `/api/workspaces/${slug}/alerts`,
        actions: {
          setWebhook: setAlertWebhookAction.bind(null, slug),
          rotateSecret: rotateWebhookSecretAction.bind(null, slug, {}),
          removeWebhook: removeAlertWebhookAction.bind(null, slug, {}),
          sendTest: sendTestAlertAction.bind(null, slug),
        },
      }}
    />
  );
}
