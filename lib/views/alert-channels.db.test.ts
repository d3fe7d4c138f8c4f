import { expect, test } from "vitest";
import { queueMails } from "#lib/commands/queue-mails.ts";
import { sendMails } from "#lib/commands/send-mails.ts";
import { sendTestAlert } from "#lib/commands/send-test-alert.ts";
import { setAlertWebhook } from "#lib/commands/set-alert-webhook.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { ROLES } from "#lib/domain/permissions.ts";
import { addTestMember, createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { loadAlertChannels } from "./alert-channels.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-14T10:00:00Z");
const env = {
  AUTH_SECRET: "a secret of the console under test, long enough",
  APP_URL: "https://console.example.com",
  APP_NAME: "Weir",
  SMTP_URL: undefined,
  MAIL_FROM: undefined,
  WEIR_EMBEDDED: true,
};

async function owned() {
  const workspace = await createTestWorkspace(database.db, { now });
  return { workspace, ctx: testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", now }) };
}

test("the log tells of mails and webhook calls alike, the newest first, and of no other messages", async () => {
  const { workspace, ctx } = await owned();
  const { workspaceId } = workspace;
  await setAlertWebhook(ctx, { url: "https://hooks.acme.com/weir" }, env);
  const message = { payload: { since: now.toISOString() }, createdAt: now };
  await insertOutboxMessage(database.db, workspaceId, { ...message, messageKey: "paid", topic: "payment.recovered" });
  await insertOutboxMessage(database.db, workspaceId, {
    messageKey: "alert",
    topic: "spend_limit.alert",
    payload: {
      ...{ scope: "api_key", scopeId: workspace.apiKeyId, period: "2026-11", threshold: "80" },
      ...{ limitNanos: "10000000000", settledNanos: "8000000000" },
    },
    createdAt: now,
  });
  await queueMails(database.db, now);
  await sendMails({ db: database.db, env, now });
  const later = new Date(now.getTime() + 1_000);
  await sendTestAlert({ ...ctx, now: later }, { channel: "email" }, { env });
  await queueMails(database.db, later);
  const { channels } = await loadAlertChannels({ ...ctx, now: later });
  expect(channels?.webhook).toMatchObject({ url: "https://hooks.acme.com/weir", previousUntil: null });
  expect(channels?.recipients).toHaveLength(1);
  expect(channels?.log.map(({ channel, subject, state }) => [channel, subject, state])).toEqual([
    ["email", "Test", "waiting"],
    ["email", "80% of the limit of the key Test", "delivered"],
    ["webhook", "80% of the limit of the key Test", "waiting"],
  ]);
});

test("another workspace's webhook and log are not told", async () => {
  const [one, other] = [await owned(), await owned()];
  await setAlertWebhook(one.ctx, { url: "https://hooks.acme.com/weir" }, env);
  await sendTestAlert(one.ctx, { channel: "email" }, { env });
  await queueMails(database.db, now);
  expect((await loadAlertChannels(other.ctx)).channels).toMatchObject({ webhook: null, log: [] });
});

test.each(ROLES)("whether a %s is told the webhook's address", async (role) => {
  const { workspace, ctx } = await owned();
  await setAlertWebhook(ctx, { url: "https://hooks.acme.com/weir" }, env);
  const userId = await addTestMember(database.db, workspace.workspaceId, { now, role });
  const { channels } = await loadAlertChannels(testContext(database.db, workspace, { userId, role, now }));
  expect(channels !== null).toBe(["owner", "admin", "billing"].includes(role));
});
