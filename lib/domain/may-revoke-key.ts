import type { Actor } from "#lib/domain/actor.ts";
import { roleHasPermission } from "#lib/domain/permissions.ts";

/** Whether someone may revoke a key of their workspace: any key, or only those they created. */
export function mayRevokeKey(actor: Actor, key: { readonly createdByUserId: string }): boolean {
  if (actor.type === "system" || roleHasPermission(actor.role, "api_keys:revoke_all")) return true;
  return key.createdByUserId === actor.userId && roleHasPermission(actor.role, "api_keys:revoke_own");
}
