import Stripe from "stripe";
import type { StripeConnection } from "./connection.ts";
import { findOrNull } from "./find-or-null.ts";
import { HANDLED_EVENT_TYPES } from "./handled-event-types.ts";

/**
 * The endpoint for a URL with the events that Weir handles. Stripe tells a secret only when an endpoint is made, so one
 * whose secret is not kept (`endpointId` null) is replaced. @returns the secret of one that was made now, otherwise null
 */
export async function ensureWebhookEndpoint(
  { client }: StripeConnection,
  { url, endpointId }: { url: string; endpointId: string | null },
): Promise<{ endpointId: string; secret: string | null }> {
  const enabledEvents = [...HANDLED_EVENT_TYPES];
  const listed = await client.webhookEndpoints.list({ limit: 100 });
  const kept = listed.data.find(({ id }) => id === endpointId);
  if (kept?.url === url && kept.status === "enabled" && kept.api_version === Stripe.API_VERSION) {
    const isCurrent = enabledEvents.every((type) => kept.enabled_events.includes(type));
    if (!isCurrent) await client.webhookEndpoints.update(kept.id, { enabled_events: enabledEvents });
    return { endpointId: kept.id, secret: null };
  }
  for (const { id, url: otherUrl, metadata } of listed.data) {
    const isReplaced = id === endpointId || (otherUrl === url && metadata.madeBy === MADE_BY);
    if (isReplaced) await findOrNull(client.webhookEndpoints.del(id));
  }
  const made = await client.webhookEndpoints.create({
    url,
    enabled_events: enabledEvents,
    api_version: Stripe.API_VERSION,
    metadata: { madeBy: MADE_BY },
  });
  if (!made.secret) throw new Error(`Stripe told no secret of the endpoint ${made.id}`);
  return { endpointId: made.id, secret: made.secret };
}

const MADE_BY = "weir";
