import type { Database } from "#lib/data/client.ts";
import { insertPriceVersions, listPriceVersions } from "#lib/data/price-versions.ts";
import type { PriceList } from "#lib/domain/catalog/price-list.ts";
import { AppError } from "#lib/domain/errors.ts";
import { type PriceVersion, priceVersionsOf } from "#lib/domain/usage/price-version.ts";

/**
 * Stores the catalog's price lists as price versions. Runs at every start; what is stored already stays.
 * @throws AppError conflict when a published version no longer says what was published: usage was billed by it.
 */
export async function publishPriceLists(db: Database, lists: readonly PriceList[]): Promise<void> {
  const wanted = lists.flatMap(priceVersionsOf);
  const published = new Map((await listPriceVersions(db)).map((version) => [version.id, version]));
  const changed = wanted.filter((version) => {
    const stored = published.get(version.id);
    return stored !== undefined && !isSameVersion(stored, version);
  });
  if (changed.length > 0) {
    throw new AppError(
      "conflict",
      `Published prices cannot be edited: ${changed.map((version) => version.id).join(", ")}. Restore them in lib/domain/catalog/price-list.ts and append a new price list instead.`,
    );
  }
  const missing = wanted.filter((version) => !published.has(version.id));
  if (missing.length > 0) await insertPriceVersions(db, missing);
}

function isSameVersion(one: PriceVersion, other: PriceVersion): boolean {
  return (
    one.effectiveAt.getTime() === other.effectiveAt.getTime() &&
    one.rates.inputNanos === other.rates.inputNanos &&
    one.rates.cachedInputNanos === other.rates.cachedInputNanos &&
    one.rates.outputNanos === other.rates.outputNanos
  );
}
