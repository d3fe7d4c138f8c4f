import { openUsageExport } from "#lib/views/usage-export.ts";
import { defineDownload } from "#lib/web/define-download.ts";
import { appName } from "#lib/web/operator-settings.ts";
import { usageQueryOf } from "#lib/web/usage-query-of.ts";

export const GET = defineDownload((ctx, search) =>
  openUsageExport(ctx, { view: search.get("view") ?? "daily", query: usageQueryOf(search), providerName: appName() }),
);
