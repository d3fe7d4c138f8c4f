import { type Nanos, sumNanos } from "#lib/domain/money.ts";
import type { AdmissionRequest, LimitState } from "#lib/gateway/admission.ts";
import type { LimitPlace } from "./change-limit.ts";

type Share = { readonly request: AdmissionRequest; readonly amountNanos: Nanos; readonly includedNanos: Nanos };
/** The hold of a request, or a lease, which has as many places as requests may be open under it. */
type ModelHold = Share & { readonly places: number };
type Place = Pick<LimitPlace, "scope" | "scopeId">;

export type ModelAnswer =
  | { readonly verdict: "admitted"; readonly maxTokens: number }
  | { readonly verdict: "spend_limit"; readonly limits: readonly LimitState[] }
  | { readonly verdict: "insufficient_credits" | "plan_capacity" | "deployment_capacity" };

/** The rules of a workspace's money, said as plainly as possible: it keeps no counters but adds up what happened. */
export type SpendingModel = {
  readonly includedNanos: Nanos;
  /** Credits that were added, less those that were taken back. */
  addedNanos: Nanos;
  readonly holds: Map<string, ModelHold>;
  readonly charges: Map<string, Share>;
  readonly limits: Map<string, Place & { readonly limitNanos: Nanos }>;
};

export function createSpendingModel(start: { creditNanos: Nanos; includedNanos: Nanos }): SpendingModel {
  return {
    includedNanos: start.includedNanos,
    addedNanos: start.creditNanos,
    holds: new Map(),
    charges: new Map(),
    limits: new Map(),
  };
}

/** What a request is answered. It is granted the most tokens, of those wanted, that no limit and no balance forbids. */
export function admitInModel(model: SpendingModel, request: AdmissionRequest): ModelAnswer {
  const free = includedFree(model, request.periodKey);
  const applying = limitsOf(model, request);
  const unspent = balanceOf(model) - creditsHeldOf(model);
  const chargeOf = (tokens: number) => positive(mostOf(request, tokens) - free);
  const exceededBy = (tokens: number) => applying.filter((limit) => chargeOf(tokens) > positive(roomOf(limit)));
  const isFunded = (tokens: number) => request.account === "receivable" || chargeOf(tokens) <= positive(unspent);
  const exceeded = exceededBy(request.minTokens);
  if (exceeded.length > 0) return { verdict: "spend_limit", limits: exceeded };
  if (!isFunded(request.minTokens)) return { verdict: "insufficient_credits" };
  const open = openOf(model);
  if (open.length >= request.maxConcurrent) return { verdict: "plan_capacity" };
  if (open.filter((deploymentId) => deploymentId === request.deploymentId).length >= request.deploymentCapacity) {
    return { verdict: "deployment_capacity" };
  }
  let { maxTokens } = request;
  while (exceededBy(maxTokens).length > 0 || !isFunded(maxTokens)) maxTokens -= 1;
  const amountNanos = mostOf(request, maxTokens);
  model.holds.set(request.requestId, { request, amountNanos, includedNanos: least(amountNanos, free), places: 1 });
  return { verdict: "admitted", maxTokens };
}

/** Ends a request. Its charge takes what of the included inference is free, and the rest from its account. */
export function settleInModel(model: SpendingModel, request: AdmissionRequest, amountNanos: Nanos): void {
  model.holds.delete(request.requestId);
  const includedNanos = least(amountNanos, includedFree(model, request.periodKey));
  model.charges.set(request.requestId, { request, amountNanos, includedNanos });
}

/** The deployment of each request that is open, or may be under a lease. */
export function openOf(model: SpendingModel): string[] {
  return [...model.holds.values()].flatMap(({ request, places }) => Array<string>(places).fill(request.deploymentId));
}

/** What a period's counters are to say, of the whole workspace or of the requests that a limit covers. */
export function periodOf(model: SpendingModel, periodKey: string, place?: Place) {
  const within = (shares: Iterable<Share>) =>
    [...shares].filter(({ request }) => request.periodKey === periodKey && (!place || isCovered(request, place)));
  const [ended, open] = [within(model.charges.values()), within(model.holds.values())];
  return {
    settledNanos: sumNanos(ended.map(beyondIncluded)),
    heldNanos: sumNanos(open.map(beyondIncluded)),
    includedUsedNanos: sumNanos(ended.map((share) => share.includedNanos)),
    includedHeldNanos: sumNanos(open.map((share) => share.includedNanos)),
  };
}

/** The limits that apply to a request, with what counts against each. */
export function limitsOf(model: SpendingModel, request: AdmissionRequest): LimitState[] {
  const applying = [...model.limits.values()].filter((place) => isCovered(request, place));
  return applying.map(({ scope, scopeId, limitNanos }) => {
    const { settledNanos, heldNanos } = periodOf(model, request.periodKey, { scope, scopeId });
    return { scope, limitNanos, settledNanos, heldNanos };
  });
}

export const balanceOf = (model: SpendingModel): Nanos => model.addedNanos - fromCredits(model.charges.values());
export const creditsHeldOf = (model: SpendingModel): Nanos => fromCredits(model.holds.values());

function includedFree(model: SpendingModel, periodKey: string): Nanos {
  const { includedUsedNanos, includedHeldNanos } = periodOf(model, periodKey);
  return model.includedNanos - includedUsedNanos - includedHeldNanos;
}

function isCovered(request: AdmissionRequest, { scope, scopeId }: Place): boolean {
  return scopeId === { workspace: request.workspaceId, member: request.memberId, api_key: request.apiKeyId }[scope];
}

function fromCredits(shares: Iterable<Share>): Nanos {
  return sumNanos([...shares].filter(({ request }) => request.account === "credits").map(beyondIncluded));
}

/** What a request may cost at most with so many tokens. */
function mostOf(request: AdmissionRequest, tokens: number): Nanos {
  return request.inputNanos + request.tokenNanos * BigInt(tokens);
}

const beyondIncluded = (share: Share): Nanos => share.amountNanos - share.includedNanos;
export const roomOf = (limit: LimitState): Nanos => limit.limitNanos - limit.settledNanos - limit.heldNanos;
const positive = (nanos: Nanos): Nanos => (nanos > 0n ? nanos : 0n);
export const least = (one: Nanos, other: Nanos): Nanos => (one < other ? one : other);
