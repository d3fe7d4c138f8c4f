import type { Db } from "#lib/data/client.ts";

/** The ids of the models that a workspace serves now: with a deployment that takes requests. */
export async function listServedModelIds(db: Db, workspaceId: string): Promise<string[]> {
  const rows = await db.deployment.findMany({
    where: { workspaceId, state: { in: ["active", "scaling"] } },
    select: { modelId: true },
    distinct: ["modelId"],
    orderBy: { modelId: "asc" },
  });
  return rows.map(({ modelId }) => modelId);
}
