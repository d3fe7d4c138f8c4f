import { markApiKeyRevoked } from "#lib/data/api-keys.ts";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import type { Db } from "#lib/data/client.ts";
import {
  type HeldKey,
  limitDeployments,
  listHoldings,
  type SeatHolder,
  setSuspension,
} from "#lib/data/plan-holdings.ts";
import { findContract } from "#lib/data/workspace-plans.ts";
import type { AuditEntry } from "#lib/domain/audit.ts";
import { type BoundDeployment, type PlanEnforcement, planEnforcement } from "#lib/domain/plans/plan-enforcement.ts";
import type { PlanSeats } from "#lib/domain/plans/plan-seats.ts";
import { endTokenRates } from "./end-token-rates.ts";

type Enforcement = PlanEnforcement<SeatHolder, BoundDeployment, HeldKey>;
type Change = Pick<AuditEntry, "workspaceId" | "actor" | "ip" | "requestId" | "at">;

/**
 * Brings what a workspace has within a plan, each change audited: members without a place lose access and those with one
 * get it back, Active becomes Flex, replicas are clamped, deployments stopped and keys revoked where there are to be none,
 * and token rates of its own end where there is no volume pricing.
 */
export async function enforcePlan(tx: Db, target: PlanSeats, change: Change): Promise<void> {
  const { workspaceId } = change;
  const contract = await findContract(tx, workspaceId);
  const enforcement = planEnforcement(target, await listHoldings(tx, workspaceId), contract?.seats ?? null);
  await suspendMembers(tx, enforcement, change);
  await boundDeployments(tx, enforcement, change);
  await endTokenRates(tx, target.plan, change);
  for (const { apiKeyId, label } of enforcement.revoke) {
    if (!(await markApiKeyRevoked(tx, workspaceId, apiKeyId, change.at))) continue;
    await insertAuditEntry(tx, {
      ...change,
      action: "api_key.revoked",
      targetType: "api_key",
      targetId: apiKeyId,
      before: { label, revokedAt: null },
      after: { label, revokedAt: change.at.toISOString() },
    });
  }
}

async function suspendMembers(tx: Db, { suspend, restore }: Enforcement, change: Change): Promise<void> {
  const { workspaceId, at } = change;
  for (const [members, suspendedAt] of [
    [suspend, at],
    [restore, null],
  ] as const) {
    if (members.length === 0) continue;
    await setSuspension(
      tx,
      workspaceId,
      members.map(({ userId }) => userId),
      suspendedAt,
    );
    for (const { userId } of members) {
      await insertAuditEntry(tx, {
        ...change,
        action: suspendedAt ? "member.suspended" : "member.restored",
        targetType: "user",
        targetId: userId,
        before: { hasAccess: suspendedAt !== null },
        after: { hasAccess: suspendedAt === null },
      });
    }
  }
}

async function boundDeployments(tx: Db, enforcement: Enforcement, change: Change): Promise<void> {
  const { toFlex, clamp, maxReplicas, stop } = enforcement;
  const idsOf = (deployments: readonly BoundDeployment[]) => deployments.map(({ deploymentId }) => deploymentId);
  await limitDeployments(tx, change.workspaceId, {
    toFlexIds: idsOf(toFlex),
    clampIds: idsOf(clamp),
    maxReplicas,
    stopIds: idsOf(stop),
  });
  for (const deployment of new Set([...toFlex, ...clamp, ...stop])) {
    const { deploymentId, mode, maxReplicas: replicas, state } = deployment;
    await insertAuditEntry(tx, {
      ...change,
      action: "deployment.limited",
      targetType: "deployment",
      targetId: deploymentId,
      before: { mode, maxReplicas: replicas, state },
      after: {
        mode: toFlex.includes(deployment) ? "flex" : mode,
        maxReplicas: Math.min(replicas, stop.includes(deployment) ? replicas : maxReplicas),
        state: stop.includes(deployment) ? "stopped" : state,
      },
    });
  }
}
