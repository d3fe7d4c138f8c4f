import type { Db } from "#lib/data/client.ts";
import type { WorkspacePriceVersion } from "#lib/domain/usage/workspace-price.ts";

/** A workspace's own price versions in the order in which they were written. */
export async function listWorkspacePrices(db: Db, workspaceId: string): Promise<WorkspacePriceVersion[]> {
  const rows = await db.workspacePriceVersion.findMany({
    where: { workspaceId },
    select: {
      priceVersionId: true,
      modelId: true,
      mode: true,
      effectiveAt: true,
      inputNanos: true,
      cachedInputNanos: true,
      outputNanos: true,
    },
    orderBy: [{ createdAt: "asc" }, { priceVersionId: "asc" }],
  });
  return rows.map(({ priceVersionId: id, modelId, mode, effectiveAt, inputNanos, cachedInputNanos, outputNanos }) => ({
    id,
    modelId,
    mode,
    effectiveAt,
    rates: inputNanos === null || outputNanos === null ? null : { inputNanos, cachedInputNanos, outputNanos },
  }));
}

/** Appends a version. It must count from later than `createdAt`. */
export async function insertWorkspacePrice(
  db: Db,
  workspaceId: string,
  { id, rates, ...version }: WorkspacePriceVersion & { createdAt: Date },
): Promise<void> {
  await db.workspacePriceVersion.create({
    data: { workspaceId, priceVersionId: id, ...version, ...(rates ?? {}) },
    select: { priceVersionId: true },
  });
}
