import type { Db } from "#lib/data/client.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";

export type OperatorWorkspace = {
  readonly workspaceId: string;
  readonly slug: string;
  readonly name: string;
  readonly plan: PlanId;
  readonly members: number;
  /** The first owner's address. */
  readonly ownerEmail: string | null;
};

/** Every workspace that can be opened, by address; one only where a slug is given. */
export async function listOperatorWorkspaces(db: Db, slug?: string): Promise<OperatorWorkspace[]> {
  const rows = await db.workspaceSlug.findMany({
    where: slug === undefined ? {} : { slug },
    select: {
      slug: true,
      workspace: {
        select: {
          workspaceId: true,
          name: true,
          plan: true,
          _count: { select: { members: { where: { suspendedAt: null } } } },
          members: {
            where: { role: "owner" },
            select: { user: { select: { email: true } } },
            orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
            take: 1,
          },
        },
      },
    },
    orderBy: { slug: "asc" },
  });
  return rows.map(({ slug: address, workspace: { _count, members, ...workspace } }) => ({
    ...workspace,
    slug: address,
    members: _count.members,
    ownerEmail: members[0]?.user.email ?? null,
  }));
}
