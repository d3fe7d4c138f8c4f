import { type Context, requirePermission } from "#lib/context.ts";
import { csvLine } from "#lib/domain/csv-line.ts";
import { AppError } from "#lib/domain/errors.ts";
import { formatUsageQuery, hasUsageFilter, type UsageQuery } from "#lib/domain/usage/usage-query.ts";
import { loadUsageView } from "./load-usage-view.ts";
import { exportFocus } from "./usage-export-focus.ts";
import { dailyLines, errorLines, groupLines, modelLines } from "./usage-export-lines.ts";
import { exportRequests } from "./usage-export-requests.ts";
import { chooseUsagePeriod } from "./usage-period.ts";

export const USAGE_EXPORTS = ["daily", "groups", "models", "errors", "requests", "focus"] as const;
export type UsageExport = (typeof USAGE_EXPORTS)[number];

/** A file that is made while it is read, however large: no more of it is in memory than a batch. */
export type ExportedFile = { readonly fileName: string; readonly chunks: AsyncIterable<string> };

const LINES_OF = { daily: dailyLines, groups: groupLines, models: modelLines, errors: errorLines } as const;

/**
 * What the usage screen shows, as CSV with exact decimal dollars, or the period's charges as FOCUS 1.2. Period, zone and
 * filters are in the file's name and first line; a FOCUS file has only the columns of its specification.
 * @throws AppError not_found as loadUsageView does; invalid_input for an export of another name
 */
export async function openUsageExport(
  ctx: Context,
  { view, query, providerName }: { view: string; query: UsageQuery; providerName: string },
): Promise<ExportedFile> {
  requirePermission(ctx, "usage:read");
  const kind = USAGE_EXPORTS.find((name) => name === view);
  if (!kind) throw new AppError("invalid_input", `An export is one of ${USAGE_EXPORTS.join(", ")}.`);
  const { period } = chooseUsagePeriod(ctx.now, query.periodKey);
  const chosen = { ...query, periodKey: period.key };
  const fileName = nameOf(kind, chosen);
  if (kind === "focus") return { fileName, chunks: exportFocus(ctx, { period, query: chosen, providerName }) };
  const title = csvLine([titleOf(kind, chosen, ctx.now)]);
  if (kind === "requests") return { fileName, chunks: exportRequests(ctx, { period, query: chosen, title }) };
  const shown = await loadUsageView(ctx, chosen);
  const lines = LINES_OF[kind](shown).map(csvLine).join("");
  return { fileName, chunks: oneChunk(`${title}${lines}`) };
}

async function* oneChunk(text: string): AsyncGenerator<string> {
  yield text;
}

/** Charges are of UTC days and whatever their status, so a FOCUS file names no zone. */
function nameOf(kind: UsageExport, query: UsageQuery & { periodKey: string }): string {
  const zone = kind === "focus" ? "UTC" : (query.zone ?? "UTC");
  const parts = ["usage", kind, query.periodKey, zone, ...(hasUsageFilter(query) ? ["filtered"] : [])];
  return `${parts.join("-").replaceAll(/[^A-Za-z0-9+-]+/g, "_")}.csv`;
}

function titleOf(kind: UsageExport, query: UsageQuery & { periodKey: string }, now: Date): string {
  const search = formatUsageQuery({ ...query, periodKey: null, zone: null });
  const filters = [...search].filter(([name]) => name !== "by").map(([name, value]) => `${name} is ${value}`);
  return [
    `# Usage (${kind}) of the billing period ${query.periodKey} (UTC)`,
    `days of ${query.zone ?? "UTC"}`,
    filters.length === 0 ? "not filtered" : `only where ${filters.join(", ")}`,
    `as of ${now.toISOString()}`,
    "amounts in US dollars",
  ].join("; ");
}
