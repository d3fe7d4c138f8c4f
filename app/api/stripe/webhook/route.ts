import { receiveStripeEvent } from "#lib/commands/receive-stripe-event.ts";
import { defineWebhook } from "#lib/web/define-webhook.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const POST = defineWebhook("stripe-signature", receiveStripeEvent);
