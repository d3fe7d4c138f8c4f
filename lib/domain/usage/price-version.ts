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

/**
 * The version in force for a model and mode at an instant: the latest that has become effective, of which there is one
 * because no two versions of a model and mode share an instant.
 * @returns null when the model has no price and must not be served; so too when an instant is an invalid date.
 */
export function findPriceVersion(
  versions: readonly PriceVersion[],
  wanted: { modelId: string; mode: DeploymentMode; at: Date },
): PriceVersion | null {
  let found: PriceVersion | null = null;
  for (const version of versions) {
    const isInForce =
      version.modelId === wanted.modelId && version.mode === wanted.mode && version.effectiveAt <= wanted.at;
    if (isInForce && (!found || version.effectiveAt > found.effectiveAt)) found = version;
  }
  return found;
}
