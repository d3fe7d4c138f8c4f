import type { Db } from "#lib/data/client.ts";

/** The people who have a seat and access, in the order of joining. */
export async function listSeatNames(db: Db, workspaceId: string): Promise<{ name: string | null; email: string }[]> {
  const rows = await db.member.findMany({
    where: { workspaceId, suspendedAt: null },
    select: { user: { select: { name: true, email: true } } },
    orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
  });
  return rows.map(({ user }) => user);
}
