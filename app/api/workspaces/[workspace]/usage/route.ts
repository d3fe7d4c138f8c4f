import { loadUsageView } from "#lib/views/load-usage-view.ts";
import { defineRoute } from "#lib/web/define-route.ts";
import { usageQueryOf } from "#lib/web/usage-query-of.ts";

export const GET = defineRoute((ctx, search) => loadUsageView(ctx, usageQueryOf(search)));
