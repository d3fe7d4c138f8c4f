import { readCreditFilter } from "#lib/domain/credit-filter.ts";
import { exportCreditHistory } from "#lib/views/credit-export.ts";
import { defineDownload } from "#lib/web/define-download.ts";

export const GET = defineDownload(async (ctx, search) => {
  const filter = readCreditFilter(search);
  const parts = [ctx.membership.slug, "credits", filter.period?.key, filter.cause];
  return { fileName: `${parts.filter(Boolean).join("-")}.csv`, chunks: exportCreditHistory(ctx, filter) };
});
