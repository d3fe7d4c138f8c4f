import { billingPeriodAt, formatUtcDay } from "#lib/domain/billing-period.ts";
import { formatDollars, toExactDollars } from "#lib/domain/money.ts";
import type { Admission } from "./admission.ts";
import { GatewayError, serviceUnavailable } from "./gateway-error.ts";

type Refused = Exclude<Admission, { verdict: "admitted" }>;
type Limited = Extract<Admission, { verdict: "spend_limit" }>;

const SCOPE_NAMES = { workspace: "This workspace", member: "The member behind this API key", api_key: "This API key" };
const HELD_BY_OTHERS = "Requests under way hold what it needs: try again when some of them have ended.";

/** The refusal that a caller reads: what, why, until when and what can be done. `billingUrl` leads to the settings. */
export function admissionRefusal(
  answer: Refused,
  request: { startedAt: Date; billingUrl: string | null },
): GatewayError {
  switch (answer.verdict) {
    case "rate_limited":
      return rateLimited(answer.waitMs);
    case "spend_limit":
      return planLimitExceeded(answer, request);
    case "insufficient_credits":
      return insufficientCredits(answer, request.billingUrl && `${request.billingUrl}/credits`);
    case "plan_capacity":
      return new GatewayError({
        status: 429,
        type: "rate_limit_error",
        code: "plan_capacity_exceeded",
        message:
          "This workspace has as many requests under way as its plan allows. Try again when some have ended, or upgrade the plan.",
        errorClass: "rate_limited",
        retryAfterSeconds: 1,
      });
    case "deployment_capacity":
      return serviceUnavailable(
        "deployment_at_capacity",
        "The deployment is at capacity and no place came free within two seconds. The request was not billed; try again shortly.",
      );
  }
}

function rateLimited(waitMs: number): GatewayError {
  return new GatewayError({
    status: 429,
    type: "rate_limit_error",
    code: "rate_limit_exceeded",
    message: "This API key sends requests faster than its limit. Wait as long as Retry-After says.",
    errorClass: "rate_limited",
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)),
  });
}

/** 403 `plan_limit_exceeded`, published: the words stand in the message too, for clients that drop type and code. */
function planLimitExceeded(
  { limit, canPassLater }: Limited,
  request: { startedAt: Date; billingUrl: string | null },
): GatewayError {
  const resetsAt = billingPeriodAt(request.startedAt).end;
  const { limitNanos, settledNanos, heldNanos, scope } = limit;
  const spent =
    heldNanos > 0n
      ? `${formatDollars(settledNanos)} is spent and ${formatDollars(heldNanos)} is held by requests under way`
      : `${formatDollars(settledNanos)} is spent`;
  return new GatewayError({
    status: 403,
    type: "plan_limit_exceeded",
    code: "plan_limit_exceeded",
    message:
      `plan_limit_exceeded: ${SCOPE_NAMES[scope]} has a monthly spend limit of ${formatDollars(limitNanos)}; ${spent}, ` +
      `which leaves too little for this request. ${canPassLater ? `${HELD_BY_OTHERS} ` : ""}` +
      `The limit resets on ${formatUtcDay(resetsAt)} at 00:00 UTC. ` +
      "Raise the limit under Settings > Billing > Spend limit, or send a shorter request.",
    errorClass: "spend_limit",
    isFinal: true,
    facts: {
      limit: toExactDollars(limitNanos),
      settled: toExactDollars(settledNanos),
      held: toExactDollars(heldNanos),
      scope,
      resets_at: resetsAt.toISOString(),
      settings_url: request.billingUrl && `${request.billingUrl}/spend-limit`,
    },
  });
}

function insufficientCredits({ canPassLater }: { canPassLater: boolean }, billingUrl: string | null): GatewayError {
  return new GatewayError({
    status: 402,
    type: "insufficient_credits",
    code: "insufficient_credits",
    message:
      "insufficient_credits: What is free of this period's included inference and of the credits is too little for this request. " +
      `${canPassLater ? `${HELD_BY_OTHERS} ` : ""}Buy credits under Settings > Billing, or send a shorter request.`,
    errorClass: "caller",
    isFinal: true,
    facts: { settings_url: billingUrl },
  });
}
