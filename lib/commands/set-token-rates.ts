import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import type { Database, Db } from "#lib/data/client.ts";
import { listPriceVersions } from "#lib/data/price-versions.ts";
import { readWorkspacePlan } from "#lib/data/workspace-plans.ts";
import { insertWorkspacePrice, listWorkspacePrices } from "#lib/data/workspace-prices.ts";
import { lockWorkspace } from "#lib/data/workspaces.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { type DeploymentMode, planTerms } from "#lib/domain/catalog/plans.ts";
import { AppError } from "#lib/domain/errors.ts";
import { auditedRates } from "#lib/domain/usage/audited-rates.ts";
import { earliestPriceStart } from "#lib/domain/usage/price-lead.ts";
import type { TokenRates } from "#lib/domain/usage/price-usage.ts";
import { findPriceVersion, type PriceVersion } from "#lib/domain/usage/price-version.ts";
import { findWorkspacePrice, type WorkspacePriceVersion } from "#lib/domain/usage/workspace-price.ts";
import { newId } from "#lib/platform/ids.ts";

export type RatesToSet = {
  /** Rates of a workspace's own are agreed with the operator, never set by its own people. */
  readonly actor: Extract<Actor, { type: "system" }>;
  readonly workspaceId: string;
  readonly modelId: string;
  readonly mode: DeploymentMode;
  /** Nano-dollars per token; null: the list's again, whatever they become. */
  readonly rates: TokenRates | null;
  /** Null: as soon as every gateway has heard of them, 5 seconds from now. */
  readonly effectiveAt: Date | null;
  /** Lets a rate be dearer than the list's, which is a typing error otherwise. */
  readonly isDearerAllowed: boolean;
  readonly now: Date;
};

export type RatesSet = {
  readonly hasChanged: boolean;
  /** What is in force until then, and whether it is the list's. */
  readonly before: TokenRates;
  readonly wasList: boolean;
  readonly after: TokenRates;
  readonly list: TokenRates;
  readonly effectiveAt: Date;
  /** When other rates of this model and mode, set earlier, take over from these. */
  readonly nextAt: Date | null;
};

/**
 * Gives a workspace token rates of its own for one model and mode, or the list's again. What was used before is not
 * touched: a request is priced by what is in force when it begins. The same again changes nothing.
 * @throws AppError invalid_input for a model without a price, a start in the past or rates above the list's
 */
export async function setTokenRates(db: Database, toSet: RatesToSet): Promise<RatesSet> {
  const { workspaceId, modelId, mode, rates } = toSet;
  const effectiveAt = readStart(toSet);
  return db.$transaction(async (tx) => {
    await lockWorkspace(tx, workspaceId);
    if (rates) await requireVolumePricing(tx, workspaceId);
    const lists = await listPriceVersions(tx);
    const own = await listWorkspacePrices(tx, workspaceId);
    const at = { modelId, mode, at: effectiveAt };
    const list = requireListPrice(lists, at);
    if (rates && !toSet.isDearerAllowed) requireNoDearer(rates, list.rates);
    const before = findWorkspacePrice(own, lists, at) ?? list;
    const wasList = before.id === list.id;
    const hasChanged = rates === null ? !wasList : wasList || !isSameRates(before.rates, rates);
    if (hasChanged) await write(tx, toSet, { before, effectiveAt });
    return {
      hasChanged,
      before: before.rates,
      wasList,
      after: rates ?? list.rates,
      list: list.rates,
      effectiveAt,
      nextAt: nextStart(own, toSet, effectiveAt),
    };
  });
}

async function write(
  tx: Db,
  { workspaceId, actor, modelId, mode, rates, now }: RatesToSet,
  { before, effectiveAt }: { before: PriceVersion; effectiveAt: Date },
): Promise<void> {
  const version = { id: newId("priceVersion", now), modelId, mode, effectiveAt, rates };
  await insertWorkspacePrice(tx, workspaceId, { ...version, createdAt: now });
  await insertAuditEntry(tx, {
    workspaceId,
    actor,
    action: rates ? "token_rates.set" : "token_rates.ended",
    targetType: "workspace",
    targetId: workspaceId,
    before: { modelId, mode, priceVersionId: before.id, rates: auditedRates(before.rates) },
    after: {
      modelId,
      mode,
      effectiveAt: effectiveAt.toISOString(),
      priceVersionId: version.id,
      rates: rates && auditedRates(rates),
    },
    ip: null,
    requestId: null,
    at: now,
  });
}

async function requireVolumePricing(tx: Db, workspaceId: string): Promise<void> {
  const { plan } = await readWorkspacePlan(tx, workspaceId);
  const { hasVolumePricing, name } = planTerms(plan);
  if (hasVolumePricing) return;
  throw new AppError("conflict", `Rates of its own come with Team and Enterprise; this workspace is on ${name}.`);
}

function readStart({ effectiveAt, now }: RatesToSet): Date {
  const earliest = earliestPriceStart(now);
  if (effectiveAt === null) return earliest;
  if (effectiveAt >= earliest) return effectiveAt;
  throw new AppError(
    "invalid_input",
    "Rates cannot count from the past, because what was used then is billed already. Give a later day, or none for now.",
  );
}

function requireListPrice(lists: readonly PriceVersion[], at: Parameters<typeof findPriceVersion>[1]): PriceVersion {
  const list = findPriceVersion(lists, at);
  if (list) return list;
  const known = [...new Set(lists.filter(({ mode }) => mode === at.mode).map(({ modelId }) => modelId))].sort();
  throw new AppError(
    "invalid_input",
    `There is no model "${at.modelId}" with a list price. There are ${known.join(", ")}.`,
  );
}

function requireNoDearer(rates: TokenRates, list: TokenRates): void {
  const cached = (of: TokenRates) => of.cachedInputNanos ?? of.inputNanos;
  const dearer = [
    ...(rates.inputNanos > list.inputNanos ? ["input"] : []),
    ...(cached(rates) > cached(list) ? ["cached input"] : []),
    ...(rates.outputNanos > list.outputNanos ? ["output"] : []),
  ];
  if (dearer.length === 0) return;
  throw new AppError(
    "invalid_input",
    `Dearer than the list: ${dearer.join(" and ")}. Check for a typing error; if it is meant, add --above-list.`,
  );
}

function isSameRates(one: TokenRates, other: TokenRates): boolean {
  return (
    one.inputNanos === other.inputNanos &&
    one.cachedInputNanos === other.cachedInputNanos &&
    one.outputNanos === other.outputNanos
  );
}

function nextStart(own: readonly WorkspacePriceVersion[], of: RatesToSet, after: Date): Date | null {
  const later = own.filter(
    ({ modelId, mode, effectiveAt }) => modelId === of.modelId && mode === of.mode && effectiveAt > after,
  );
  const next = Math.min(...later.map(({ effectiveAt }) => effectiveAt.getTime()));
  return Number.isFinite(next) ? new Date(next) : null;
}
