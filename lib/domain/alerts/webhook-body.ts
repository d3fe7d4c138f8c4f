import { toExactDollars } from "#lib/domain/money.ts";

export type AlertMessage = {
  readonly workspaceId: string;
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
};

/** The topic of a test that goes to the webhook alone. */
export const WEBHOOK_TEST_TOPIC = "spend_limit.webhook_test";
/** The topic of a test that is mailed alone. */
export const EMAIL_TEST_TOPIC = "spend_limit.test";
export const ALERT_TOPIC = "spend_limit.alert";

/** What is posted of an alert: JSON with a type, the instant and the facts; amounts are exact decimal dollars. */
export function webhookBody({ workspaceId, topic, payload, createdAt }: AlertMessage): string {
  const timestamp = createdAt.toISOString();
  if (topic === WEBHOOK_TEST_TOPIC) {
    const data = { workspace_id: workspaceId, message: "This is a test. No limit was reached." };
    return JSON.stringify({ type: "spend_limit.test", timestamp, data });
  }
  const { scope, scopeId, period, threshold, limitNanos, settledNanos, reachesLimitAt } = payload;
  const data = {
    workspace_id: workspaceId,
    scope,
    scope_id: scopeId,
    period,
    threshold: threshold === "pace" ? "pace" : Number(threshold),
    limit: toExactDollars(BigInt(String(limitNanos))),
    settled: toExactDollars(BigInt(String(settledNanos))),
    reaches_limit_at: reachesLimitAt ?? null,
  };
  return JSON.stringify({ type: ALERT_TOPIC, timestamp, data });
}
