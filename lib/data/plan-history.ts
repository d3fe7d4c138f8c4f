import type { Db } from "#lib/data/client.ts";
import { type PlanId, parsePlanId } from "#lib/domain/catalog/plans.ts";
import { readWorkspacePlan } from "./workspace-plans.ts";

/** Every action that changes the plan leaves it as it was before in its entry. */
const PLAN_CHANGES = ["plan.changed", "contract.set"];

/**
 * The plan that was in effect just before an instant, by the audit log: what the first change from then on replaced, or
 * today's where there is none.
 */
export async function readPlanBefore(db: Db, workspaceId: string, instant: Date): Promise<PlanId> {
  const next = await db.auditEntry.findFirst({
    where: { workspaceId, action: { in: PLAN_CHANGES }, at: { gte: instant } },
    select: { before: true },
    orderBy: [{ at: "asc" }, { auditEntryId: "asc" }],
  });
  const before = next?.before as { readonly plan?: unknown } | null | undefined;
  const replaced = typeof before?.plan === "string" ? parsePlanId(before.plan) : null;
  return replaced ?? (await readWorkspacePlan(db, workspaceId)).plan;
}
