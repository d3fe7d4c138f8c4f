import type { Context } from "#lib/context.ts";
import type { Database } from "#lib/data/client.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import type { Role } from "#lib/domain/permissions.ts";
import type { PaymentState } from "#lib/domain/plans/payment-state.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";

/** A person's context in a workspace, as the console would open it. */
export function testContext(
  db: Database,
  workspace: { workspaceId: string },
  who: { userId: string; role: Role; plan?: PlanId; now: Date; stripe?: StripeConnection; payment?: PaymentState },
): Context {
  return {
    actor: { type: "user", userId: who.userId, email: `${who.userId}@example.test`, role: who.role },
    workspaceId: workspace.workspaceId,
    plan: who.plan ?? "team",
    payment: who.payment ?? { kind: "ok" },
    now: who.now,
    db,
    stripe: who.stripe ?? null,
    requestId: newRequestId(who.now),
    ip: "127.0.0.1",
  };
}
