import { type DeploymentMode, planTerms } from "#lib/domain/catalog/plans.ts";
import { type BoundMember, membersOverBound } from "./members-over-bound.ts";
import { memberBound, type PlanSeats } from "./plan-seats.ts";

export type BoundDeployment = {
  readonly deploymentId: string;
  readonly modelId: string;
  readonly mode: DeploymentMode;
  readonly maxReplicas: number;
  readonly state: "provisioning" | "active" | "scaling" | "stopped" | "failed";
};

/** What a plan is enforced on: keys are those that are not revoked. */
export type Holdings<Member, Deployment, Key> = {
  readonly members: readonly Member[];
  readonly deployments: readonly Deployment[];
  readonly apiKeys: readonly Key[];
};

/** What a plan changes of what a workspace has. Nobody and nothing is deleted. */
export type PlanEnforcement<Member, Deployment, Key> = {
  readonly suspend: readonly Member[];
  /** Who was suspended and is admitted again. */
  readonly restore: readonly Member[];
  readonly toFlex: readonly Deployment[];
  readonly clamp: readonly Deployment[];
  readonly maxReplicas: number;
  readonly stop: readonly Deployment[];
  readonly revoke: readonly Key[];
};

/** What a plan does not allow of what is there, and whom it admits again. Once it is done, nothing is left to do. */
export function planEnforcement<
  Member extends BoundMember & { readonly isSuspended: boolean },
  Deployment extends BoundDeployment,
  Key,
>(
  target: PlanSeats,
  holdings: Holdings<Member, Deployment, Key>,
  contractSeats: number | null,
): PlanEnforcement<Member, Deployment, Key> {
  const terms = planTerms(target.plan);
  const over = new Set(membersOverBound(holdings.members, memberBound(target, contractSeats)));
  const canDeploy = terms.modes.length > 0;
  const maxReplicas = terms.maxReplicas === "contract" ? Number.MAX_SAFE_INTEGER : terms.maxReplicas;
  const deployable = canDeploy ? holdings.deployments : [];
  return {
    suspend: holdings.members.filter((member) => over.has(member) && !member.isSuspended),
    restore: holdings.members.filter((member) => !over.has(member) && member.isSuspended),
    toFlex: deployable.filter(({ mode }) => !terms.modes.includes(mode)),
    clamp: deployable.filter((deployment) => deployment.maxReplicas > maxReplicas),
    maxReplicas,
    stop: canDeploy ? [] : holdings.deployments.filter(({ state }) => state !== "stopped" && state !== "failed"),
    revoke: terms.hasApiKeys ? [] : holdings.apiKeys,
  };
}
