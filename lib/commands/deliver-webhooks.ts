import { claimWebhookDeliveries } from "#lib/data/webhook-deliveries.ts";
import { errorChain } from "#lib/platform/error-chain.ts";
import { log } from "#lib/platform/log.ts";
import { attemptWebhookDelivery, WEBHOOK_CLAIM_MS, type WebhookWork } from "./attempt-webhook-delivery.ts";

/** So many receivers may be slow at once. */
const AT_ONCE = 8;

/**
 * Posts the alerts that are due, each by one sender at a time and at least once: one that fails is tried again later, and
 * one whose sender dies in the middle is sent again under the same id.
 */
export async function deliverWebhooks(work: WebhookWork): Promise<{ delivered: number; failed: number }> {
  const { db, now } = work;
  const until = new Date(now.getTime() + WEBHOOK_CLAIM_MS);
  const count = { delivered: 0, failed: 0 };
  for (;;) {
    const claimed = await claimWebhookDeliveries(db, { now, until, atMost: AT_ONCE });
    if (claimed.length === 0) return count;
    const answers = await Promise.allSettled(
      claimed.map((delivery) => attemptWebhookDelivery(work, delivery, { isRepeated: true })),
    );
    for (const answer of answers) {
      const isDelivered = answer.status === "fulfilled" && answer.value.error === null;
      count[isDelivered ? "delivered" : "failed"] += 1;
      // The claim ends by itself, and the delivery is due again.
      if (answer.status === "rejected") log.warn("webhook.not_attempted", { error: errorChain(answer.reason) });
    }
  }
}
