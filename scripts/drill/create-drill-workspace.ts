import { grantCredits } from "#lib/commands/grant-credits.ts";
import type { Context } from "#lib/context.ts";
import type { Database } from "#lib/data/client.ts";
import { insertMember } from "#lib/data/members.ts";
import { insertUser } from "#lib/data/users.ts";
import { claimWorkspaceSlug, insertWorkspace } from "#lib/data/workspaces.ts";
import { NANOS_PER_DOLLAR } from "#lib/domain/money.ts";
import { newId, newRequestId } from "#lib/platform/ids.ts";

const EMAIL = "drill@weir.example";
const CREDIT_NANOS = 100n * NANOS_PER_DOLLAR;
const REPLICAS = 32;

/**
 * A Team workspace that serves one model and has credits, but no included inference, which would pay without touching
 * the limit. @returns its owner's context
 */
export async function createDrillWorkspace(db: Database, modelId: string, now: Date): Promise<Context> {
  const workspaceId = newId("workspace", now);
  const userId = newId("user", now);
  const plan = "team";
  await db.$transaction(async (tx) => {
    await insertUser(tx, { userId, email: EMAIL, name: "Drill", emailVerifiedAt: now, createdAt: now });
    await insertWorkspace(tx, workspaceId, { name: "Drill", plan, includedInferenceNanos: 0n, createdAt: now });
    await claimWorkspaceSlug(tx, workspaceId, "drill");
    await insertMember(tx, workspaceId, { userId, role: "owner", createdAt: now });
    await tx.deployment.create({
      data: {
        workspaceId,
        deploymentId: newId("deployment", now),
        modelId,
        mode: "flex",
        gpuTier: "h100",
        minReplicas: 0,
        maxReplicas: REPLICAS,
        state: "active",
        createdAt: now,
      },
    });
  });
  const actor = { type: "system", job: "drill" } as const;
  const grant = { workspaceId, amountNanos: CREDIT_NANOS, reference: "drill", reason: "To be spent in a drill", now };
  await grantCredits(db, { actor, ...grant });
  return {
    actor: { type: "user", userId, email: EMAIL, role: "owner" },
    workspaceId,
    plan,
    payment: { kind: "ok" },
    now,
    db,
    stripe: null,
    requestId: newRequestId(now),
    ip: null,
  };
}
