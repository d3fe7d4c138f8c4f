import type { Role } from "#lib/domain/permissions.ts";

/** Who does something: the closed list behind every audit entry. */
export type Actor =
  | { readonly type: "user"; readonly userId: string; readonly email: string; readonly role: Role }
  | { readonly type: "system"; readonly job: string };

/** The identifier an audit entry stores for an actor. */
export function actorId(actor: Actor): string {
  return actor.type === "user" ? actor.userId : actor.job;
}
