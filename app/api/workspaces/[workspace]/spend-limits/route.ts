import { loadSpendLimits } from "#lib/views/spend-limit.ts";
import { defineRoute } from "#lib/web/define-route.ts";

export const GET = defineRoute((ctx) => loadSpendLimits(ctx));
