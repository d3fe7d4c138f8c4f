import { loadBillingLive } from "#lib/views/billing-live.ts";
import { defineRoute } from "#lib/web/define-route.ts";

export const GET = defineRoute((ctx) => loadBillingLive(ctx));
