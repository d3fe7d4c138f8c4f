import type { Db } from "#lib/data/client.ts";
import { listPriceVersions } from "#lib/data/price-versions.ts";
import { readUsageSince } from "#lib/data/purchase-orders.ts";
import type { StoredContract } from "#lib/data/workspace-plans.ts";
import { listWorkspacePrices } from "#lib/data/workspace-prices.ts";
import { modelName } from "#lib/domain/catalog/models.ts";
import type { DeploymentMode } from "#lib/domain/catalog/plans.ts";
import { contractServesUntil } from "#lib/domain/contract-end.ts";
import { type ExactDollars, toExactDollars } from "#lib/domain/money.ts";
import { purchaseOrderUsed, purchaseOrderWarning } from "#lib/domain/purchase-order-use.ts";
import type { TokenRates } from "#lib/domain/usage/price-usage.ts";
import { formatRatePerMillion } from "#lib/domain/usage/rate-per-million.ts";
import { ratesAhead } from "#lib/domain/usage/rates-ahead.ts";

export type ShownPurchaseOrder = {
  number: string;
  /** ISO: the instant from which it is good no more; null where it does not expire. */
  expiresAt: string | null;
  /** What it covers, and what of it is invoiced or accrued; null where it covers any amount. */
  covered: { amount: ExactDollars; used: ExactDollars; state: "ok" | "nearly_used" | "used_up" } | null;
};

export type ShownContract = {
  monthly: ExactDollars;
  seats: number;
  included: ExactDollars;
  sessionsPerMonth: number;
  netDays: number;
  isPostpaid: boolean;
  requiresPurchaseOrder: boolean;
  purchaseOrder: ShownPurchaseOrder | null;
  /** ISO: the contract's end, and when the workspace moves to Starter unless it is extended; null without an end. */
  end: { endsAt: string; servesUntil: string } | null;
};

/** Token rates as price lists state them: dollars per 1M tokens, such as "$0.25". */
export type ShownRates = { input: string; cachedInput: string; output: string };

export type ShownOwnRates = {
  modelId: string;
  modelName: string;
  mode: DeploymentMode;
  rates: ShownRates;
  /** The list's, where there are any. */
  list: ShownRates | null;
  /** ISO: from when they count; null where they do already. */
  from: string | null;
  /** Whether they are the workspace's own; otherwise the list counts again. */
  isOwn: boolean;
};

/** What a contract says, as Settings > Billing shows it. */
export async function readContractPart(
  tx: Db,
  workspaceId: string,
  { contract, now }: { contract: StoredContract; now: Date },
): Promise<ShownContract> {
  const { monthlyNanos, includedInferenceNanos, endsAt } = contract;
  return {
    monthly: toExactDollars(monthlyNanos),
    seats: contract.seats,
    included: toExactDollars(includedInferenceNanos),
    sessionsPerMonth: contract.sessionsPerMonth,
    netDays: contract.netDays,
    isPostpaid: contract.isPostpaid,
    requiresPurchaseOrder: contract.requiresPurchaseOrder,
    purchaseOrder: await purchaseOrderOf(tx, workspaceId, { contract, now }),
    end: endsAt && { endsAt: endsAt.toISOString(), servesUntil: contractServesUntil(endsAt).toISOString() },
  };
}

async function purchaseOrderOf(
  tx: Db,
  workspaceId: string,
  { contract, now }: { contract: StoredContract; now: Date },
): Promise<ShownPurchaseOrder | null> {
  const { purchaseOrderNumber: number, purchaseOrderNanos, purchaseOrderSince: since, endsAt } = contract;
  if (number === null) return null;
  const expiresAt = contract.purchaseOrderExpiresAt?.toISOString() ?? null;
  if (purchaseOrderNanos === null || since === null) return { number, expiresAt, covered: null };
  const usageNanos = contract.isPostpaid ? await readUsageSince(tx, workspaceId, since) : 0n;
  const until = endsAt && contractServesUntil(endsAt);
  const usedNanos = purchaseOrderUsed({ monthlyNanos: contract.monthlyNanos, since, until, usageNanos }, now);
  const percent = purchaseOrderWarning(purchaseOrderNanos, usedNanos);
  const state = percent === null ? "ok" : percent === 100 ? "used_up" : "nearly_used";
  return {
    number,
    expiresAt,
    covered: { amount: toExactDollars(purchaseOrderNanos), used: toExactDollars(usedNanos), state },
  };
}

/** The rates of a workspace's own, present and to come; empty where it pays the list's. */
export async function readOwnRates(tx: Db, workspaceId: string, now: Date): Promise<ShownOwnRates[]> {
  const own = await listWorkspacePrices(tx, workspaceId);
  if (own.length === 0) return [];
  return ratesAhead(own, await listPriceVersions(tx), now)
    .filter(({ isOwn, from }) => isOwn || from !== null)
    .map(({ modelId, mode, rates, list, from, isOwn }) => ({
      modelId,
      modelName: modelName(modelId),
      mode,
      rates: shownRates(rates),
      list: list && shownRates(list),
      from: from?.toISOString() ?? null,
      isOwn,
    }));
}

function shownRates({ inputNanos, cachedInputNanos, outputNanos }: TokenRates): ShownRates {
  return {
    input: formatRatePerMillion(inputNanos),
    cachedInput: formatRatePerMillion(cachedInputNanos ?? inputNanos),
    output: formatRatePerMillion(outputNanos),
  };
}
