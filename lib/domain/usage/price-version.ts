import type { DeploymentMode } from "#lib/domain/catalog/plans.ts";
import type { PriceList } from "#lib/domain/catalog/price-list.ts";
import type { TokenRates } from "#lib/domain/usage/price-usage.ts";

/** The rates of one model in one mode from an instant on. Append-only; every usage event names the one that priced it. */
export type PriceVersion = {
  readonly id: string;
  readonly modelId: string;
  readonly mode: DeploymentMode;
  readonly effectiveAt: Date;
  readonly rates: TokenRates;
};

/** The price versions a published list stands for, one per model and mode. */
export function priceVersionsOf(list: PriceList): PriceVersion[] {
  return Object.entries(list.rates).flatMap(([modelId, byMode]) =>
    (Object.entries(byMode) as [DeploymentMode, TokenRates][]).map(([mode, rates]) => ({
      id: `${modelId}/${mode}/${list.id}`,
      modelId,
      mode,
      effectiveAt: new Date(list.effectiveAt),
      rates,
    })),
  );
}

type Priced = { readonly modelId: string; readonly mode: DeploymentMode; readonly effectiveAt: Date };

/**
 * The version in force for a model and mode at an instant: the latest that has become effective. No two of the list's
 * share an instant; of a workspace's own that do, the one that comes later in the list.
 * @returns null when there is none, and a model without any price must not be served; so too when an instant is an invalid date.
 */
export function findPriceVersion<Version extends Priced>(
  versions: readonly Version[],
  wanted: { modelId: string; mode: DeploymentMode; at: Date },
): Version | null {
  let found: Version | null = null;
  for (const version of versions) {
    const isInForce =
      version.modelId === wanted.modelId && version.mode === wanted.mode && version.effectiveAt <= wanted.at;
    if (isInForce && (!found || version.effectiveAt >= found.effectiveAt)) found = version;
  }
  return found;
}
