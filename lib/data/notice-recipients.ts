import type { Db } from "#lib/data/client.ts";
import type { Role } from "#lib/domain/permissions.ts";

/** The members with access who have one of these roles, and those who are named besides. */
export async function listRecipients(
  db: Db,
  workspaceId: string,
  { roles, userIds }: { roles: readonly Role[]; userIds: readonly string[] },
): Promise<string[]> {
  const rows = await db.member.findMany({
    where: {
      workspaceId,
      suspendedAt: null,
      OR: [{ role: { in: [...roles] } }, { userId: { in: [...userIds] } }],
    },
    select: { userId: true },
    orderBy: { userId: "asc" },
  });
  return rows.map(({ userId }) => userId);
}

/** Where a person gets mails of a workspace; null once they have left it or have no access any more. */
export async function findMailbox(
  db: Db,
  workspaceId: string,
  userId: string,
): Promise<{ email: string; workspaceName: string; slug: string } | null> {
  const row = await db.member.findFirst({
    where: { workspaceId, userId, suspendedAt: null },
    select: {
      user: { select: { email: true } },
      workspace: { select: { name: true, slug: { select: { slug: true } } } },
    },
  });
  if (!row?.workspace.slug) return null;
  return { email: row.user.email, workspaceName: row.workspace.name, slug: row.workspace.slug.slug };
}
