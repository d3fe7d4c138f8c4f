import type { Database } from "#lib/data/client.ts";
import type { Actor } from "#lib/domain/actor.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import { AppError } from "#lib/domain/errors.ts";
import { type Permission, roleHasPermission } from "#lib/domain/permissions.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";

/** Everything a command or view may know about who asks, where and when. */
export type Context = {
  readonly actor: Actor;
  readonly workspaceId: string;
  readonly plan: PlanId;
  readonly now: Date;
  readonly db: Database;
  /** Null where payments are not configured. */
  readonly stripe: StripeConnection | null;
  readonly requestId: string;
  readonly ip: string | null;
};

/** Whether the actor may do something in this workspace. System jobs act for the operator and may do everything. */
export function hasPermission(ctx: Context, permission: Permission): boolean {
  return ctx.actor.type === "system" || roleHasPermission(ctx.actor.role, permission);
}

/** The first line of every command and view. @throws AppError forbidden */
export function requirePermission(ctx: Context, permission: Permission): void {
  if (!hasPermission(ctx, permission)) {
    throw new AppError(
      "forbidden",
      "Your role in this workspace does not allow this. Ask an owner or admin of the workspace.",
    );
  }
}
