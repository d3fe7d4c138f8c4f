import type { Db } from "#lib/data/client.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import type { Role } from "#lib/domain/permissions.ts";

export type Membership = { workspaceId: string; slug: string; name: string; plan: PlanId; role: Role };

const columns = {
  role: true,
  workspace: { select: { workspaceId: true, name: true, plan: true, slug: { select: { slug: true } } } },
} as const;

/** A person's membership of the workspace at an address; null when there is none of either, or it is suspended. */
export async function findMembership(db: Db, slug: string, userId: string): Promise<Membership | null> {
  const row = await db.member.findFirst({
    where: { userId, suspendedAt: null, workspace: { slug: { slug } } },
    select: columns,
  });
  return row && toMembership(row);
}

/** Every workspace that a person can open, by name. */
export async function listMemberships(db: Db, userId: string): Promise<Membership[]> {
  const rows = await db.member.findMany({
    where: { userId, suspendedAt: null },
    select: columns,
    orderBy: [{ workspace: { name: "asc" } }, { workspaceId: "asc" }],
  });
  return rows.map(toMembership).filter((membership) => membership !== null);
}

/** What to call each member of a workspace, by user id: their name, else their email address. */
export async function listMemberNames(db: Db, workspaceId: string): Promise<Map<string, string>> {
  const rows = await db.member.findMany({
    where: { workspaceId },
    select: { userId: true, user: { select: { name: true, email: true } } },
  });
  return new Map(rows.map(({ userId, user }) => [userId, user.name ?? user.email]));
}

export type MemberDetails = {
  userId: string;
  name: string | null;
  email: string;
  role: Role;
  createdAt: Date;
  suspendedAt: Date | null;
};

/** Everybody who belongs to a workspace, suspended or not, in the order of joining. */
export async function listMembers(db: Db, workspaceId: string): Promise<MemberDetails[]> {
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
  return rows.map(({ user, ...member }) => ({ ...member, ...user }));
}

export async function insertMember(
  db: Db,
  workspaceId: string,
  member: { userId: string; role: Role; createdAt: Date },
): Promise<void> {
  await db.member.create({ data: { workspaceId, ...member }, select: { userId: true } });
}

type MembershipRow = {
  role: Role;
  workspace: { workspaceId: string; name: string; plan: PlanId; slug: { slug: string } | null };
};

/** A workspace without an address cannot be opened, so it is not listed. */
function toMembership({ role, workspace: { slug, ...workspace } }: MembershipRow): Membership | null {
  return slug && { ...workspace, slug: slug.slug, role };
}
