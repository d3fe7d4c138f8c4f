import { type Context, hasPermission } from "#lib/context.ts";

/** Whose requests and keys a reader of usage sees by name: only their own, or (null) everybody's. */
export function ownMemberIdOf(ctx: Context): string | null {
  return ctx.actor.type === "user" && !hasPermission(ctx, "usage:read_all") ? ctx.actor.userId : null;
}
