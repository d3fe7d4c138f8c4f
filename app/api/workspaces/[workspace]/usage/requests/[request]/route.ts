import { loadUsageRequest } from "#lib/views/usage-requests.ts";
import { defineRoute } from "#lib/web/define-route.ts";

export const GET = defineRoute<{ workspace: string; request: string }>((ctx, _search, { request }) =>
  loadUsageRequest(ctx, { requestId: request }),
);
