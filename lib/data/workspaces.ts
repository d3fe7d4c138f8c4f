import type { Db } from "#lib/data/client.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";

export async function insertWorkspace(
  db: Db,
  workspaceId: string,
  workspace: { name: string; plan: PlanId; includedInferenceNanos: bigint; createdAt: Date },
): Promise<void> {
  await db.workspace.create({ data: { workspaceId, ...workspace }, select: { workspaceId: true } });
}

/** Gives a workspace its address. @returns false when another workspace has it. */
export async function claimWorkspaceSlug(db: Db, workspaceId: string, slug: string): Promise<boolean> {
  const { count } = await db.workspaceSlug.createMany({ data: [{ slug, workspaceId }], skipDuplicates: true });
  return count === 1;
}

/** Makes changes that count rows of a workspace wait for each other until the transaction ends. */
export async function lockWorkspace(tx: Db, workspaceId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM workspaces WHERE workspace_id = ${workspaceId} FOR UPDATE`;
}

/** When a workspace was made. @throws Error when there is no such workspace */
export async function getWorkspaceCreation(db: Db, workspaceId: string): Promise<Date> {
  const { createdAt } = await db.workspace.findUniqueOrThrow({ where: { workspaceId }, select: { createdAt: true } });
  return createdAt;
}

/** The name people gave a workspace. */
export async function getWorkspaceName(db: Db, workspaceId: string): Promise<string> {
  const { name } = await db.workspace.findUniqueOrThrow({ where: { workspaceId }, select: { name: true } });
  return name;
}
