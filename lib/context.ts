import type { Database } from "#lib/data/client.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { formatUtcDay } from "#lib/domain/billing-period.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import { AppError } from "#lib/domain/errors.ts";
import { type Permission, permissionPays, permissionReads, roleHasPermission } from "#lib/domain/permissions.ts";
import type { PaymentState } from "#lib/domain/plans/payment-state.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";

/** Everything a command or view may know about who asks, where and when. */
export type Context = {
  readonly actor: Actor;
  readonly workspaceId: string;
  readonly plan: PlanId;
  /** Whether the plan is paid for: once its grace is over, nothing can be changed before the payment. */
  readonly payment: PaymentState;
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

/** Whose requests and keys a reader of usage sees by name: only their own, or (null) everybody's. */
export function ownMemberIdOf(ctx: Context): string | null {
  return ctx.actor.type === "user" && !hasPermission(ctx, "usage:read_all") ? ctx.actor.userId : null;
}

type PermissionOptions = {
  /** For what takes a change back or leads to the payment: it is allowed also while a payment is overdue. */
  readonly evenOverdue?: boolean;
};

/** The first line of every command and view. @throws AppError forbidden; payment_overdue for a change while one is */
export function requirePermission(ctx: Context, permission: Permission, options: PermissionOptions = {}): void {
  if (!hasPermission(ctx, permission)) {
    throw new AppError(
      "forbidden",
      "Your role in this workspace does not allow this. Ask an owner or admin of the workspace.",
    );
  }
  if (!options.evenOverdue && !permissionReads(permission) && !permissionPays(permission)) requirePayment(ctx);
}

function requirePayment({ actor, payment }: Context): void {
  if (actor.type === "system" || payment.kind !== "read_only") return;
  throw new AppError(
    "payment_overdue",
    `A payment has been overdue since ${formatUtcDay(payment.since)} (UTC), so nothing can be changed here for now. ` +
      "Pay it under Settings > Billing, and everything works again at once. Nothing was deleted.",
  );
}
