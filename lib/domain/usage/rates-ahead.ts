import type { DeploymentMode } from "#lib/domain/catalog/plans.ts";
import type { TokenRates } from "./price-usage.ts";
import { findPriceVersion, type PriceVersion } from "./price-version.ts";
import { findWorkspacePrice, type WorkspacePriceVersion } from "./workspace-price.ts";

/** Rates of a model and mode in a workspace from an instant on; nano-dollars per token. */
export type RatesAhead = {
  readonly modelId: string;
  readonly mode: DeploymentMode;
  /** Null where they are in force already. */
  readonly from: Date | null;
  readonly rates: TokenRates;
  /** What the list says then; null where it has no price for the model. */
  readonly list: TokenRates | null;
  /** Whether they are the workspace's own. */
  readonly isOwn: boolean;
};

/** What every model and mode costs in a workspace, now and from each instant on at which its own rates change. */
export function ratesAhead(
  own: readonly WorkspacePriceVersion[],
  lists: readonly PriceVersion[],
  now: Date,
): RatesAhead[] {
  const places = new Map([...lists, ...own].map(({ modelId, mode }) => [`${modelId} ${mode}`, { modelId, mode }]));
  return [...places.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, place]) => {
      const changes = own.filter((version) => isAt(place, version) && version.effectiveAt > now);
      const instants = new Set([now.getTime(), ...changes.map(({ effectiveAt }) => effectiveAt.getTime())]);
      return [...instants]
        .sort((one, other) => one - other)
        .flatMap((ms) => {
          const wanted = { ...place, at: new Date(ms) };
          const version = findWorkspacePrice(own, lists, wanted);
          if (!version) return [];
          const list = findPriceVersion(lists, wanted);
          const from = ms === now.getTime() ? null : wanted.at;
          return [{ ...place, from, rates: version.rates, list: list?.rates ?? null, isOwn: version.id !== list?.id }];
        });
    });
}

const isAt = (place: { modelId: string; mode: string }, version: WorkspacePriceVersion) =>
  version.modelId === place.modelId && version.mode === place.mode;
