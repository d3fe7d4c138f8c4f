import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import type { Db } from "#lib/data/client.ts";
import { insertWorkspacePrice, listWorkspacePrices } from "#lib/data/workspace-prices.ts";
import type { AuditEntry } from "#lib/domain/audit.ts";
import { type PlanId, planTerms } from "#lib/domain/catalog/plans.ts";
import { auditedRates } from "#lib/domain/usage/audited-rates.ts";
import { earliestPriceStart } from "#lib/domain/usage/price-lead.ts";
import { ownRatesFrom } from "#lib/domain/usage/workspace-price.ts";
import { newId } from "#lib/platform/ids.ts";

/** Ends the token rates of a workspace's own, those that are still to come too, where its plan has no volume pricing. */
export async function endTokenRates(
  tx: Db,
  planId: PlanId,
  change: Pick<AuditEntry, "workspaceId" | "actor" | "ip" | "requestId" | "at">,
): Promise<void> {
  if (planTerms(planId).hasVolumePricing) return;
  const { workspaceId, at } = change;
  for (const { modelId, mode, effectiveAt, rates, id } of ownRatesFrom(
    await listWorkspacePrices(tx, workspaceId),
    earliestPriceStart(at),
  )) {
    const ending = { id: newId("priceVersion", at), modelId, mode, effectiveAt, rates: null, createdAt: at };
    await insertWorkspacePrice(tx, workspaceId, ending);
    await insertAuditEntry(tx, {
      ...change,
      action: "token_rates.ended",
      targetType: "workspace",
      targetId: workspaceId,
      before: { modelId, mode, priceVersionId: id, rates: auditedRates(rates) },
      after: { modelId, mode, effectiveAt: effectiveAt.toISOString(), priceVersionId: ending.id, rates: null },
    });
  }
}
