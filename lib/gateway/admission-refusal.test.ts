import { expect, test } from "vitest";
import type { LimitState } from "./admission.ts";
import { admissionRefusal } from "./admission-refusal.ts";
import { errorBody, errorHeaders } from "./gateway-error.ts";

const RATE = { remaining: 0, drainedAtMs: 0 };
const REQUEST = {
  startedAt: new Date("2026-11-24T12:00:00Z"),
  billingUrl: "https://console.test/one/settings/billing",
};
const LIMIT: LimitState = {
  scope: "workspace",
  limitNanos: 250_000_000_000n,
  settledNanos: 249_876_543_210n,
  heldNanos: 120_000_000n,
};

const limited = (limit: Partial<LimitState> = {}, request: Partial<typeof REQUEST> = {}, canPassLater = false) =>
  admissionRefusal(
    { verdict: "spend_limit", rate: RATE, canPassLater, limit: { ...LIMIT, ...limit } },
    { ...REQUEST, ...request },
  );
const unfunded = (canPassLater: boolean, billingUrl: string | null = REQUEST.billingUrl) =>
  admissionRefusal({ verdict: "insufficient_credits", rate: RATE, canPassLater }, { ...REQUEST, billingUrl });

test("a spend limit is said in words and in facts to the last digit, and never to be tried again", () => {
  const refusal = limited();
  expect(refusal.details).toMatchObject({ status: 403, errorClass: "spend_limit" });
  expect(errorHeaders(refusal)).toEqual({ "x-should-retry": "false" });
  expect(errorBody(refusal).error).toEqual({
    message:
      "plan_limit_exceeded: This workspace has a monthly spend limit of $250.00; $249.88 is spent and $0.1200 is held " +
      "by requests under way, which leaves too little for this request. The limit resets on 1 Dec 2026 at 00:00 UTC. " +
      "Raise the limit under Settings > Billing > Spend limit, or send a shorter request.",
    type: "plan_limit_exceeded",
    param: null,
    code: "plan_limit_exceeded",
    limit: "250.00",
    settled: "249.87654321",
    held: "0.12",
    scope: "workspace",
    resets_at: "2026-12-01T00:00:00.000Z",
    settings_url: `${REQUEST.billingUrl}/spend-limit`,
  });
});

test.each([
  ["workspace", "This workspace"],
  ["member", "The member behind this API key"],
  ["api_key", "This API key"],
] as const)("the limit of a %s is said to be that", (scope, words) => {
  expect(limited({ scope }).message).toContain(`plan_limit_exceeded: ${words} has a monthly spend limit`);
  expect(errorBody(limited({ scope })).error).toMatchObject({ scope });
});

test("the period is the one in which the request began, over the end of a year too", () => {
  const startedAt = new Date("2026-12-31T23:59:59.999Z");
  expect(errorBody(limited({}, { startedAt })).error).toMatchObject({ resets_at: "2027-01-01T00:00:00.000Z" });
});

test("nothing is said to be held where nothing is", () => {
  const { message } = limited({ heldNanos: 0n });
  expect(message).toContain("; $249.88 is spent, which leaves too little");
  expect(message).not.toContain("held");
});

test.each([
  ["a spend limit", limited],
  ["credits", (...[, , canPassLater = false]: Parameters<typeof limited>) => unfunded(canPassLater)],
] as const)("where only requests under way stand in the way of %s, the caller is told to come back", (_, refuse) => {
  const words =
    "too little for this request. Requests under way hold what it needs: try again when some of them have ended. ";
  expect(refuse({}, {}, true).message).toContain(words);
  expect(refuse({}, {}, false).message).not.toContain("try again");
  expect(errorHeaders(refuse({}, {}, true))).toEqual({ "x-should-retry": "false" });
});

test("where requests under way hold the included inference, nothing of the limit is said to be held", () => {
  const { message } = limited({ limitNanos: 0n, settledNanos: 0n, heldNanos: 0n }, {}, true);
  expect(message).toContain(
    "is spent, which leaves too little for this request. Requests under way hold what it needs",
  );
});

test("empty credits are 402, final, with the way to buy more", () => {
  const refusal = unfunded(false);
  expect(refusal.details).toMatchObject({ status: 402, errorClass: "caller" });
  expect(errorHeaders(refusal)).toEqual({ "x-should-retry": "false" });
  expect(errorBody(refusal).error).toMatchObject({
    type: "insufficient_credits",
    code: "insufficient_credits",
    settings_url: `${REQUEST.billingUrl}/credits`,
  });
  expect(errorBody(unfunded(false, null)).error).toMatchObject({ settings_url: null });
});

test.each([
  [0, "1"],
  [1, "1"],
  [1_000, "1"],
  [1_000.001, "2"],
  [59_999, "60"],
])("a wait of %d ms is told in whole seconds that are long enough", (waitMs, seconds) => {
  const refusal = admissionRefusal({ verdict: "rate_limited", rate: RATE, waitMs }, REQUEST);
  expect(refusal.details).toMatchObject({ status: 429, code: "rate_limit_exceeded", errorClass: "rate_limited" });
  expect(errorHeaders(refusal)).toEqual({ "retry-after": seconds });
});

test("capacity is worth another try: of the plan 429, of the deployment 503", () => {
  const ofPlan = admissionRefusal({ verdict: "plan_capacity", rate: RATE }, REQUEST);
  expect(ofPlan.details).toMatchObject({ status: 429, code: "plan_capacity_exceeded", errorClass: "rate_limited" });
  expect(errorHeaders(ofPlan)).toEqual({ "retry-after": "1" });
  const ofDeployment = admissionRefusal({ verdict: "deployment_capacity", rate: RATE, canPassLater: true }, REQUEST);
  expect(ofDeployment.details).toMatchObject({ status: 503, code: "deployment_at_capacity", errorClass: "server" });
  expect(errorHeaders(ofDeployment)).toEqual({ "retry-after": "5" });
});
