import type { Db } from "#lib/data/client.ts";
import { findStripeConnection, lockStripeConnection, saveWebhook } from "#lib/data/stripe-connections.ts";
import { isPublicHttps } from "#lib/domain/is-public-https.ts";
import { type PaymentsEnv, paymentsEnv } from "#lib/platform/env.ts";
import { ensureWebhookEndpoint } from "#lib/stripe/ensure-webhook-endpoint.ts";
import { openSecret, sealSecret } from "#lib/stripe/sealed-secret.ts";
import type { BillingWork } from "./billing-work.ts";
import { fewAtOnce } from "./few-at-once.ts";

const WEBHOOK_PATH = "/api/stripe/webhook";
const LONGEST_CALLS = { maxWait: 15_000, timeout: 60_000 };

type WebhookEnv = Pick<PaymentsEnv, "APP_URL" | "AUTH_SECRET" | "STRIPE_WEBHOOK_SECRET">;

/**
 * Makes sure that Stripe delivers to this console, at its start and daily. Where the address cannot be reached from
 * outside, asking for events does the same, a little later.
 * @returns "by_hand" where the operator has set a webhook's secret, "unreachable" where there is no public address
 */
export async function ensureWebhook(
  { db, stripe }: Pick<BillingWork, "db" | "stripe">,
  env: WebhookEnv = paymentsEnv(),
): Promise<"ready" | "by_hand" | "unreachable"> {
  const { APP_URL: appUrl, AUTH_SECRET: key } = env;
  if (env.STRIPE_WEBHOOK_SECRET) return "by_hand";
  if (!appUrl || !key || !(stripe.isSimulated || isPublicHttps(appUrl))) return "unreachable";
  const url = `${appUrl}${WEBHOOK_PATH}`;
  const purpose = stripe.fingerprint;
  const ensure = async (tx: Db) => {
    await lockStripeConnection(tx, stripe.fingerprint);
    const stored = await findStripeConnection(tx, stripe.fingerprint);
    const hasSecret = stored?.sealedWebhookSecret && openSecret(stored.sealedWebhookSecret, { key, purpose }) !== null;
    const endpointId = hasSecret ? stored.webhookEndpointId : null;
    const made = await ensureWebhookEndpoint(stripe, { url, endpointId });
    if (made.secret === null) return;
    const sealedWebhookSecret = sealSecret(made.secret, { key, purpose });
    await saveWebhook(tx, stripe.fingerprint, {
      webhookEndpointId: made.endpointId,
      webhookUrl: url,
      sealedWebhookSecret,
    });
  };
  await fewAtOnce(() => db.$transaction(ensure, LONGEST_CALLS));
  return "ready";
}
