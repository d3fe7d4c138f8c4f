import { loadUsageRequests } from "#lib/views/usage-requests.ts";
import { defineRoute } from "#lib/web/define-route.ts";
import { instantOf } from "#lib/web/instant-of.ts";
import { usageQueryOf } from "#lib/web/usage-query-of.ts";

export const GET = defineRoute((ctx, search) =>
  loadUsageRequests(ctx, {
    query: usageQueryOf(search),
    from: instantOf(search, "from"),
    to: instantOf(search, "to"),
    cursor: search.get("cursor"),
  }),
);
