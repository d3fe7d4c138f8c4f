import type { Db } from "#lib/data/client.ts";
import { ALERT_TOPIC, EMAIL_TEST_TOPIC } from "#lib/domain/alerts/webhook-body.ts";

/** One alert on its way to one place. */
export type AlertLogLine = {
  readonly channel: "email" | "webhook";
  /** The person, or the webhook's address. */
  readonly target: string;
  /** Of a webhook: the id that its receiver is told. */
  readonly deliveryId: string | null;
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly lastError: string | null;
};

/** The newest alerts and tests by both channels, newest first. */
export async function listAlertLog(db: Db, workspaceId: string, atMost: number): Promise<AlertLogLine[]> {
  return db.$queryRaw<AlertLogLine[]>`
    WITH mailed AS (
      SELECT 'email' AS channel, coalesce(users.name, users.email) AS target, NULL AS "deliveryId", topic, payload,
        m.created_at AS "createdAt", attempts, next_attempt_at AS "nextAttemptAt", sent_at AS "deliveredAt",
        last_error AS "lastError"
      FROM outbox_messages AS o
      JOIN mail_deliveries AS m USING (workspace_id, message_key)
      JOIN users ON users.id = m.user_id
      WHERE o.workspace_id = ${workspaceId} AND topic IN (${ALERT_TOPIC}, ${EMAIL_TEST_TOPIC})
      ORDER BY m.created_at DESC LIMIT ${atMost}
    ),
    posted AS (
      SELECT 'webhook', url, delivery_id, topic, payload,
        d.created_at, attempts, next_attempt_at, d.delivered_at, last_error
      FROM webhook_deliveries AS d
      JOIN outbox_messages USING (workspace_id, message_key)
      WHERE workspace_id = ${workspaceId}
      ORDER BY d.created_at DESC LIMIT ${atMost}
    )
    SELECT * FROM mailed UNION ALL SELECT * FROM posted
    ORDER BY "createdAt" DESC, channel, target LIMIT ${atMost}`;
}
