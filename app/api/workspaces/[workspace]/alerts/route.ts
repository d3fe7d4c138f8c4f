import { loadAlertChannels } from "#lib/views/alert-channels.ts";
import { defineRoute } from "#lib/web/define-route.ts";

export const GET = defineRoute((ctx) => loadAlertChannels(ctx));
