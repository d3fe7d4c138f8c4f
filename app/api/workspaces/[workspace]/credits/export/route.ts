import { readCreditFilter } from "#lib/domain/credit-filter.ts";
import { exportCreditHistory } from "#lib/views/credit-export.ts";
import { defineCsvRoute } from "#lib/web/define-csv-route.ts";

export const GET = defineCsvRoute((ctx, search) => {
  const filter = readCreditFilter(search);
  const parts = [ctx.membership.slug, "credits", filter.period?.key, filter.cause];
  return { name: parts.filter(Boolean).join("-"), lines: exportCreditHistory(ctx, filter) };
});
