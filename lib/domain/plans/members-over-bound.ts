import { ROLES, type Role } from "#lib/domain/permissions.ts";

export type BoundMember = { readonly userId: string; readonly role: Role; readonly createdAt: Date };

/**
 * The members that a plan does not admit: all beyond the bound, in the order of role and then of joining, so that an
 * owner is the last to lose access. The same members always give the same answer.
 */
export function membersOverBound<Member extends BoundMember>(members: readonly Member[], bound: number): Member[] {
  const inOrder = [...members].sort(
    (one, other) =>
      ROLES.indexOf(one.role) - ROLES.indexOf(other.role) ||
      one.createdAt.getTime() - other.createdAt.getTime() ||
      (one.userId < other.userId ? -1 : 1),
  );
  return inOrder.slice(Math.max(1, bound));
}
