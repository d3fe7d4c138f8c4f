import { type Context, ownMemberIdOf } from "#lib/context.ts";
import { listPriceVersions } from "#lib/data/price-versions.ts";
import { listUsageDayRows, type UsageDayRow } from "#lib/data/usage-day-rows.ts";
import { listWorkspacePrices } from "#lib/data/workspace-prices.ts";
import { getWorkspaceName } from "#lib/data/workspaces.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import { csvLine } from "#lib/domain/csv-line.ts";
import { dayPrices } from "#lib/domain/usage/day-prices.ts";
import { FOCUS_COLUMNS } from "#lib/domain/usage/focus-columns.ts";
import { type DayUsage, focusRows } from "#lib/domain/usage/focus-rows.ts";
import type { UsageQuery } from "#lib/domain/usage/usage-query.ts";
import { usageDeploymentName, usageKeyName, usageModelName } from "./usage-names.ts";
import { requestFilter } from "./usage-requests.ts";

const BATCH = 1_000;

/** The period's charges for usage as FOCUS 1.2, by UTC day. Only what a reader sees by name is in it. */
export async function* exportFocus(
  ctx: Context,
  { period, query, providerName }: { period: BillingPeriod; query: UsageQuery; providerName: string },
): AsyncGenerator<string> {
  const { workspaceId } = ctx;
  const parties = { workspaceId, workspaceName: await getWorkspaceName(ctx.db, workspaceId), providerName, period };
  // What is charged does not depend on how a request ended, and failed ones cost nothing.
  const filter = { ...requestFilter(query, ownMemberIdOf(ctx)), statuses: [] };
  const versions = { own: await listWorkspacePrices(ctx.db, workspaceId), list: await listPriceVersions(ctx.db) };
  yield csvLine(FOCUS_COLUMNS);
  let after: UsageDayRow | null = null;
  do {
    const rows: UsageDayRow[] = await listUsageDayRows(ctx.db, workspaceId, { period, filter, after, atMost: BATCH });
    yield rows
      .flatMap((row) => focusRows(toDayUsage(row, versions), parties))
      .map((row) => csvLine(FOCUS_COLUMNS.map((column) => row[column])))
      .join("");
    after = rows.length < BATCH ? null : (rows.at(-1) ?? null);
  } while (after !== null);
}

function toDayUsage(row: UsageDayRow, versions: Parameters<typeof dayPrices>[0]): DayUsage {
  const { deploymentId: id, deploymentModelId: modelId, deploymentMode: mode } = row;
  const used = {
    utcDay: row.utcDay,
    modelId: row.modelId,
    tokens: {
      input: Number(row.inputTokens),
      cachedInput: Number(row.cachedInputTokens),
      output: Number(row.outputTokens),
    },
    nanos: { input: row.inputNanos, cachedInput: row.cachedInputNanos, output: row.outputNanos },
  };
  return {
    ...used,
    modelName: usageModelName(row.modelId),
    apiKeyId: row.apiKeyId,
    keyName: usageKeyName(row.apiKeyId, row.keyLabel),
    memberId: row.memberId,
    memberName: row.memberName ?? "Former member",
    deploymentId: id,
    deploymentName: usageDeploymentName({ id, modelId, mode }),
    prices: dayPrices(versions, { ...used, modeNow: mode }),
    includedNanos: row.includedNanos,
  };
}
