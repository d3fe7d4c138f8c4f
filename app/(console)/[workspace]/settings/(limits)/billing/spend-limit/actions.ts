"use server";

import { z } from "zod";
import { removeAlertWebhook } from "#lib/commands/remove-alert-webhook.ts";
import { removeSpendLimit } from "#lib/commands/remove-spend-limit.ts";
import { rotateWebhookSecret } from "#lib/commands/rotate-webhook-secret.ts";
import { runSpendLimitDrill } from "#lib/commands/run-spend-limit-drill.ts";
import { sendTestAlert } from "#lib/commands/send-test-alert.ts";
import { setAlertWebhook } from "#lib/commands/set-alert-webhook.ts";
import { setSpendLimit } from "#lib/commands/set-spend-limit.ts";
import { defineAction } from "#lib/web/define-action.ts";
import { gatewayUrl } from "#lib/web/operator-settings.ts";

const SPEND_LIMIT = "/settings/billing/spend-limit";
const MOST_PERCENTS = 100;
const target = { scope: z.enum(["workspace", "member", "api_key"]), scopeId: z.string().min(1).max(100) };
const dollars = z.string().max(40, "Type an amount in dollars, such as 250.");

export const setSpendLimitAction = defineAction({
  schema: z.object({
    ...target,
    limit: dollars,
    alertAtPercent: z.array(z.number()).max(MOST_PERCENTS),
    hasPaceAlert: z.boolean(),
  }),
  run: async (ctx, input) => ({ sentence: (await setSpendLimit(ctx, input)).sentence }),
  revalidate: SPEND_LIMIT,
});

export const removeSpendLimitAction = defineAction({
  schema: z.object(target),
  run: async (ctx, input) => {
    await removeSpendLimit(ctx, input);
    return null;
  },
  revalidate: SPEND_LIMIT,
});

export const runDrillAction = defineAction({
  schema: z.object({ modelId: z.string().max(100), limit: dollars, requestCount: z.number() }),
  run: (ctx, input) => runSpendLimitDrill(ctx, { ...input, gatewayUrls: [gatewayUrl()] }),
  revalidate: SPEND_LIMIT,
});

export const setAlertWebhookAction = defineAction({
  schema: z.object({ url: z.string().max(2_000, "Shorten the address.") }),
  run: (ctx, input) => setAlertWebhook(ctx, input),
  revalidate: SPEND_LIMIT,
});

export const rotateWebhookSecretAction = defineAction({
  schema: z.object({}),
  run: (ctx) => rotateWebhookSecret(ctx),
  revalidate: SPEND_LIMIT,
});

export const removeAlertWebhookAction = defineAction({
  schema: z.object({}),
  run: async (ctx) => {
    await removeAlertWebhook(ctx);
    return null;
  },
  revalidate: SPEND_LIMIT,
});

export const sendTestAlertAction = defineAction({
  schema: z.object({ channel: z.enum(["email", "webhook"]) }),
  run: (ctx, input) => sendTestAlert(ctx, input),
  revalidate: SPEND_LIMIT,
});
