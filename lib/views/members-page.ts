import { type Context, hasPermission, requirePermission } from "#lib/context.ts";
import { listMembers, type MemberDetails } from "#lib/data/members.ts";
import { findContract, readWorkspacePlan } from "#lib/data/workspace-plans.ts";
import { planTerms } from "#lib/domain/catalog/plans.ts";
import { ROLES, type Role } from "#lib/domain/permissions.ts";
import { memberBound } from "#lib/domain/plans/plan-seats.ts";

export type MemberRow = {
  userId: string;
  name: string | null;
  email: string;
  role: Role;
  joinedAt: string;
  /** Whether the plan admits them; who has no seat has no access. */
  hasSeat: boolean;
  isReader: boolean;
};

export type MembersPageView = {
  planName: string;
  isPricedPerSeat: boolean;
  /** The most members that the plan admits: its seats, its own bound, or the contract's. */
  admitted: number;
  withAccess: number;
  canAddSeats: boolean;
  members: MemberRow[];
};

/** Loads Settings > Members: everybody in the workspace, for everybody in it. */
export async function loadMembersPage(ctx: Context): Promise<MembersPageView> {
  requirePermission(ctx, "usage:read");
  const [members, { plan, seats }, contract] = await Promise.all([
    listMembers(ctx.db, ctx.workspaceId),
    readWorkspacePlan(ctx.db, ctx.workspaceId),
    findContract(ctx.db, ctx.workspaceId),
  ]);
  const { name, isPricedPerSeat } = planTerms(plan);
  const readerId = ctx.actor.type === "user" ? ctx.actor.userId : null;
  return {
    planName: name,
    isPricedPerSeat,
    admitted: memberBound({ plan, seats }, contract?.seats ?? null),
    withAccess: members.filter(({ suspendedAt }) => suspendedAt === null).length,
    canAddSeats: isPricedPerSeat && hasPermission(ctx, "seats:change"),
    members: members.sort(byRoleAndName).map(({ createdAt, suspendedAt, ...member }) => ({
      ...member,
      joinedAt: createdAt.toISOString(),
      hasSeat: suspendedAt === null,
      isReader: member.userId === readerId,
    })),
  };
}

function byRoleAndName(one: MemberDetails, other: MemberDetails): number {
  const byRole = ROLES.indexOf(one.role) - ROLES.indexOf(other.role);
  return byRole || (one.name ?? one.email).localeCompare(other.name ?? other.email);
}
