import type { Db } from "#lib/data/client.ts";
import type { Role } from "#lib/domain/permissions.ts";
import type { BoundDeployment, Holdings } from "#lib/domain/plans/plan-enforcement.ts";

export type SeatHolder = {
  readonly userId: string;
  /** Their name, else their email address. */
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly isSuspended: boolean;
};

export type HeldKey = { readonly apiKeyId: string; readonly label: string };

/** A workspace's members, suspended ones too, in the order of joining. */
export async function listSeatHolders(db: Db, workspaceId: string): Promise<SeatHolder[]> {
  const rows = await db.member.findMany({
    where: { workspaceId },
    select: {
      userId: true,
      role: true,
      createdAt: true,
      suspendedAt: true,
      user: { select: { name: true, email: true } },
    },
    orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
  });
  return rows.map(({ user, suspendedAt, ...row }) => ({
    ...row,
    name: user.name ?? user.email,
    isSuspended: suspendedAt !== null,
  }));
}

/** All that a plan bounds of what a workspace has: members, deployments and the keys that are not revoked. */
export async function listHoldings(
  db: Db,
  workspaceId: string,
): Promise<Holdings<SeatHolder, BoundDeployment, HeldKey>> {
  return {
    members: await listSeatHolders(db, workspaceId),
    deployments: await db.deployment.findMany({
      where: { workspaceId },
      select: { deploymentId: true, modelId: true, mode: true, maxReplicas: true, state: true },
      orderBy: [{ createdAt: "asc" }, { deploymentId: "asc" }],
    }),
    apiKeys: await db.apiKey.findMany({
      where: { workspaceId, revokedAt: null },
      select: { apiKeyId: true, label: true },
      orderBy: [{ createdAt: "asc" }, { apiKeyId: "asc" }],
    }),
  };
}

/** Takes access from members since an instant, or (null) gives it back. */
export async function setSuspension(
  db: Db,
  workspaceId: string,
  userIds: readonly string[],
  suspendedAt: Date | null,
): Promise<void> {
  await db.member.updateMany({ where: { workspaceId, userId: { in: [...userIds] } }, data: { suspendedAt } });
}

/** Brings deployments within a plan. Flex reserves no replicas. */
export async function limitDeployments(
  db: Db,
  workspaceId: string,
  limits: {
    toFlexIds: readonly string[];
    clampIds: readonly string[];
    maxReplicas: number;
    stopIds: readonly string[];
  },
): Promise<void> {
  const { toFlexIds, clampIds, maxReplicas, stopIds } = limits;
  const among = (ids: readonly string[]) => ({ workspaceId, deploymentId: { in: [...ids] } });
  if (toFlexIds.length > 0) {
    await db.deployment.updateMany({ where: among(toFlexIds), data: { mode: "flex", minReplicas: 0 } });
  }
  if (clampIds.length > 0) {
    await db.deployment.updateMany({
      where: { ...among(clampIds), minReplicas: { gt: maxReplicas } },
      data: { minReplicas: maxReplicas, maxReplicas },
    });
    await db.deployment.updateMany({
      where: { ...among(clampIds), maxReplicas: { gt: maxReplicas } },
      data: { maxReplicas },
    });
  }
  if (stopIds.length > 0) await db.deployment.updateMany({ where: among(stopIds), data: { state: "stopped" } });
}
