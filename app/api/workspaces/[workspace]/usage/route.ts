import { loadUsagePage } from "#lib/views/usage-page.ts";
import { defineRoute } from "#lib/web/define-route.ts";

export const GET = defineRoute((ctx, search) => loadUsagePage(ctx, { periodKey: search.get("period") }));
