import type { DeploymentMode } from "#lib/domain/catalog/plans.ts";
import type { TokenRates } from "./price-usage.ts";
import { findPriceVersion, type PriceVersion } from "./price-version.ts";

/** Rates that one workspace has instead of the list's from an instant on; null rates: the list's are in force again. */
export type WorkspacePriceVersion = Omit<PriceVersion, "rates"> & { readonly rates: TokenRates | null };

/**
 * The version that prices a workspace's request: its own that is in force, and where it has none or its own has ended,
 * the list's. `own` is in the order in which the versions were written, so that of two which count from the same
 * instant the later one does.
 * @returns null where there is neither, and the model must not be served
 */
export function findWorkspacePrice(
  own: readonly WorkspacePriceVersion[],
  list: readonly PriceVersion[],
  wanted: { modelId: string; mode: DeploymentMode; at: Date },
): PriceVersion | null {
  const version = findPriceVersion(own, wanted);
  return version?.rates ? { ...version, rates: version.rates } : findPriceVersion(list, wanted);
}

/**
 * The rates of a workspace's own that are in force at an instant or later, each with the instant from which it is: the
 * given one for those that are in force by then. Ending each of them leaves only the list's.
 */
export function ownRatesFrom(own: readonly WorkspacePriceVersion[], start: Date): PriceVersion[] {
  const starts = own.map(({ modelId, mode, effectiveAt }) => ({
    modelId,
    mode,
    at: effectiveAt > start ? effectiveAt : start,
  }));
  const distinct = new Map(starts.map((of) => [`${of.modelId}/${of.mode}/${of.at.getTime()}`, of]));
  return [...distinct.values()].flatMap((of) => {
    const version = findPriceVersion(own, of);
    return version?.rates ? [{ ...version, rates: version.rates, effectiveAt: of.at }] : [];
  });
}
