import type { Db } from "#lib/data/client.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import type { FundingPart, UsagePart } from "#lib/domain/invoices/usage-statement.ts";

/**
 * Usage of some periods that is on no invoice yet, by model and class of tokens: what the day rollups say less what was
 * billed. `span` holds all the periods.
 */
export async function listUnbilledUsage(
  db: Db,
  workspaceId: string,
  { periodKeys, span }: { periodKeys: readonly string[]; span: Pick<BillingPeriod, "start" | "end"> },
): Promise<UsagePart[]> {
  const keys = [...periodKeys];
  return db.$queryRaw<UsagePart[]>`
    WITH used AS (
      SELECT to_char(bucket_start AT TIME ZONE 'UTC', 'YYYY-MM') AS period_key, model_id, part.token_class,
        sum(part.tokens)::bigint AS tokens, sum(part.nanos)::bigint AS nanos
      FROM usage_rollups
      CROSS JOIN LATERAL (VALUES
        ('input'::token_class, input_tokens, input_nanos),
        ('cached_input'::token_class, cached_input_tokens, cached_input_nanos),
        ('output'::token_class, output_tokens, output_nanos)
      ) AS part(token_class, tokens, nanos)
      WHERE workspace_id = ${workspaceId} AND resolution = 'day'
        AND bucket_start >= ${span.start} AND bucket_start < ${span.end}
      GROUP BY 1, 2, 3
    ), billed AS (
      SELECT period_key, model_id, token_class, tokens, usage_nanos AS nanos FROM billed_usage
      WHERE workspace_id = ${workspaceId} AND period_key = ANY(${keys})
    )
    SELECT period_key AS "periodKey", model_id AS "modelId", token_class::text AS "tokenClass",
      (coalesce(used.tokens, 0) - coalesce(billed.tokens, 0))::bigint AS "tokens",
      (coalesce(used.nanos, 0) - coalesce(billed.nanos, 0))::bigint AS "nanos"
    FROM used FULL JOIN billed USING (period_key, model_id, token_class)
    WHERE period_key = ANY(${keys})
      AND (coalesce(used.tokens, 0) <> coalesce(billed.tokens, 0) OR coalesce(used.nanos, 0) <> coalesce(billed.nanos, 0))
    ORDER BY 1, 2, 3`;
}

/** Who has paid, by invoices so far, for the usage of a period. */
export async function listBilledFunding(db: Db, workspaceId: string, periodKey: string): Promise<FundingPart[]> {
  const rows = await db.billedFunding.findMany({
    where: { workspaceId, periodKey },
    select: { account: true, fundingNanos: true },
  });
  return rows.map(({ account, fundingNanos: nanos }) => ({
    periodKey,
    account: account as FundingPart["account"],
    nanos,
  }));
}

/** Notes usage and who paid for it as being on an invoice. Give it the transaction that keeps the statement of it. */
export async function raiseBilled(
  tx: Db,
  workspaceId: string,
  { usage, funding }: { usage: readonly UsagePart[]; funding: readonly FundingPart[] },
): Promise<void> {
  for (const { periodKey, modelId, tokenClass, tokens, nanos } of usage) {
    await tx.billedUsage.upsert({
      where: { workspaceId_periodKey_modelId_tokenClass: { workspaceId, periodKey, modelId, tokenClass } },
      create: { workspaceId, periodKey, modelId, tokenClass, tokens, usageNanos: nanos },
      update: { tokens: { increment: tokens }, usageNanos: { increment: nanos } },
      select: { workspaceId: true },
    });
  }
  for (const { periodKey, account, nanos } of funding) {
    await tx.billedFunding.upsert({
      where: { workspaceId_periodKey_account: { workspaceId, periodKey, account } },
      create: { workspaceId, periodKey, account, fundingNanos: nanos },
      update: { fundingNanos: { increment: nanos } },
      select: { workspaceId: true },
    });
  }
}
