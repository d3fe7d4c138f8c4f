import type { Db } from "#lib/data/client.ts";
import type { PriceVersion } from "#lib/domain/usage/price-version.ts";

const COLUMNS = {
  priceVersionId: true,
  modelId: true,
  mode: true,
  effectiveAt: true,
  inputNanos: true,
  cachedInputNanos: true,
  outputNanos: true,
} as const;

/** Every published price version. */
export async function listPriceVersions(db: Db): Promise<PriceVersion[]> {
  const rows = await db.priceVersion.findMany({ select: COLUMNS, orderBy: { priceVersionId: "asc" } });
  return rows.map((row) => ({
    id: row.priceVersionId,
    modelId: row.modelId,
    mode: row.mode,
    effectiveAt: row.effectiveAt,
    rates: { inputNanos: row.inputNanos, cachedInputNanos: row.cachedInputNanos, outputNanos: row.outputNanos },
  }));
}

export async function insertPriceVersions(db: Db, versions: readonly PriceVersion[]): Promise<void> {
  await db.priceVersion.createMany({
    data: versions.map((version) => ({
      priceVersionId: version.id,
      modelId: version.modelId,
      mode: version.mode,
      effectiveAt: version.effectiveAt,
      ...version.rates,
    })),
    skipDuplicates: true,
  });
}
