import { beforeAll, describe, expect, test } from "vitest";
import type { Context } from "#lib/context.ts";
import { createDb } from "#lib/data/client.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { ROLES } from "#lib/domain/permissions.ts";
import { addTestMember, createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { isSignedWith, postToThisMachine, startWebhookReceiver } from "#prisma/testing/webhook-receiver.ts";
import { deliverWebhooks } from "./deliver-webhooks.ts";
import { queueMails } from "./queue-mails.ts";
import { removeAlertWebhook } from "./remove-alert-webhook.ts";
import { rotateWebhookSecret } from "./rotate-webhook-secret.ts";
import { sendTestAlert } from "./send-test-alert.ts";
import { setAlertWebhook } from "./set-alert-webhook.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-14T10:00:00Z");
const env = { AUTH_SECRET: "a secret of the console under test, long enough" };
const PUBLIC = "https://hooks.acme.com/weir";
const at = (seconds: number) => new Date(now.getTime() + seconds * 1_000);

/** The receivers of these tests have no TLS, and the database accepts none such. */
beforeAll(() => database.pool.query("ALTER TABLE alert_webhooks DROP CONSTRAINT alert_webhooks_url_is_https"));

async function owned() {
  const workspace = await createTestWorkspace(database.db, { now });
  const ctx = testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", now });
  return { ctx, workspaceId: workspace.workspaceId };
}

/** A webhook on this machine, as no person can set one. */
async function received() {
  const { ctx, workspaceId } = await owned();
  const receiver = await startWebhookReceiver();
  const { secret } = await setAlertWebhook(ctx, { url: PUBLIC }, env);
  await database.db.alertWebhook.update({ where: { workspaceId }, data: { url: receiver.url } });
  return { ctx, workspaceId, receiver, secret: secret ?? "" };
}

async function queueAlert(workspaceId: string, threshold = "80"): Promise<void> {
  await insertOutboxMessage(database.db, workspaceId, {
    messageKey: `spend_limit/${threshold}`,
    topic: "spend_limit.alert",
    payload: {
      ...{ scope: "workspace", scopeId: workspaceId, period: "2026-11", threshold, reachesLimitAt: null },
      ...{ limitNanos: "10000000000", settledNanos: "8000000000" },
    },
    createdAt: now,
  });
  await queueMails(database.db, now);
}

const deliver = (instant: Date, db = database.db) =>
  deliverWebhooks({ db, env, now: instant, post: postToThisMachine });
const deliveriesOf = (workspaceId: string) => database.db.webhookDelivery.findMany({ where: { workspaceId } });
const auditOf = async (workspaceId: string) =>
  (await database.db.auditEntry.findMany({ where: { workspaceId }, orderBy: { auditEntryId: "asc" } })).map(
    ({ action }) => action,
  );
const later = (ctx: Context, seconds: number): Context => ({ ...ctx, now: at(seconds) });

describe("setting a webhook up", () => {
  test("shows its secret once, keeps it sealed and for another address, and audits the host alone", async () => {
    const { ctx, workspaceId } = await owned();
    const { secret } = await setAlertWebhook(ctx, { url: `${PUBLIC}?token=hidden` }, env);
    expect(secret).toMatch(/^whsec_/);
    const stored = await database.db.alertWebhook.findUniqueOrThrow({ where: { workspaceId } });
    expect(JSON.stringify(stored)).not.toContain(secret);
    expect(await setAlertWebhook(later(ctx, 1), { url: "https://other.acme.com/" }, env)).toEqual({ secret: null });
    expect(await database.db.alertWebhook.findUniqueOrThrow({ where: { workspaceId } })).toMatchObject({
      url: "https://other.acme.com/",
      sealedSecret: stored.sealedSecret,
    });
    const audit = await database.db.auditEntry.findMany({ where: { workspaceId } });
    expect(audit.map(({ action }) => action)).toEqual(["alert_webhook.set", "alert_webhook.set"]);
    expect(JSON.stringify(audit)).not.toContain("hidden");
  });

  test.each(["http://hooks.acme.com/", "https://127.0.0.1/", "hooks.acme.com"])("%s is refused", async (url) => {
    const { ctx, workspaceId } = await owned();
    await expect(setAlertWebhook(ctx, { url }, env)).rejects.toMatchObject({
      code: "invalid_input",
      fieldErrors: { url: expect.any(String) },
    });
    expect(await database.db.alertWebhook.count({ where: { workspaceId } })).toBe(0);
    expect(await auditOf(workspaceId)).toEqual([]);
  });

  test.each(ROLES)("whether a %s may", async (role) => {
    const { workspaceId } = await owned();
    const userId = await addTestMember(database.db, workspaceId, { now, role });
    const ctx = testContext(database.db, { workspaceId }, { userId, role, now });
    const codeOf = (done: Promise<unknown>) => done.then(() => "allowed").catch((error) => error.code);
    const code = ["owner", "admin", "billing"].includes(role) ? "allowed" : "forbidden";
    expect(await codeOf(setAlertWebhook(ctx, { url: PUBLIC }, env))).toBe(code);
    expect(await codeOf(sendTestAlert(ctx, { channel: "email" }, { env }))).toBe(code);
    expect(await codeOf(removeAlertWebhook(ctx))).toBe(code);
  });

  test("another workspace's webhook is out of reach", async () => {
    const { ctx: other } = await owned();
    const { workspaceId, receiver } = await received();
    await using _ = receiver;
    await expect(rotateWebhookSecret(other, env)).rejects.toMatchObject({ code: "not_found" });
    await expect(sendTestAlert(other, { channel: "webhook" }, { env })).rejects.toMatchObject({ code: "not_found" });
    await removeAlertWebhook(other);
    expect(await database.db.alertWebhook.count({ where: { workspaceId } })).toBe(1);
  });
});

describe("delivery", () => {
  test("of an alert: signed, with exact amounts, once, however many deliver", async () => {
    const { workspaceId, receiver, secret } = await received();
    await using _ = receiver;
    await queueAlert(workspaceId);
    const other = createDb(database.url);
    await Promise.all([deliver(now), deliver(now, other)]).finally(() => other.$disconnect());
    expect(await deliver(at(3_600))).toEqual({ delivered: 0, failed: 0 });
    expect(receiver.calls).toHaveLength(1);
    const [call] = receiver.calls;
    if (!call) throw new Error("Nothing arrived");
    expect(isSignedWith(secret, call)).toBe(true);
    expect(isSignedWith(secret, { ...call, body: `${call.body} ` })).toBe(false);
    expect(JSON.parse(call.body)).toMatchObject({
      type: "spend_limit.alert",
      data: { threshold: 80, limit: "10.00", settled: "8.00" },
    });
    expect(await deliveriesOf(workspaceId)).toMatchObject([
      { deliveryId: call.headers["webhook-id"], attempts: 1, deliveredAt: now, nextAttemptAt: null, lastStatus: 204 },
    ]);
  });

  test("that fails is tried again later under the same id, and given up after ten attempts", async () => {
    const { workspaceId, receiver } = await received();
    await using _ = receiver;
    receiver.answer = { status: 500 };
    await queueAlert(workspaceId);
    expect(await deliver(now)).toEqual({ delivered: 0, failed: 1 });
    expect(await deliveriesOf(workspaceId)).toMatchObject([
      { attempts: 1, nextAttemptAt: at(30), lastStatus: 500, lastError: expect.stringContaining("Answered 500") },
    ]);
    expect(await deliver(at(29))).toEqual({ delivered: 0, failed: 0 });
    for (let hour = 1; hour <= 12; hour += 1) await deliver(at(hour * 3_600));
    expect(await deliveriesOf(workspaceId)).toMatchObject([{ attempts: 10, nextAttemptAt: null, deliveredAt: null }]);
    expect(new Set(receiver.calls.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  });

  test("whose sender died is made again once the claim is over", async () => {
    const { workspaceId, receiver } = await received();
    await using _ = receiver;
    await queueAlert(workspaceId);
    const dying = deliverWebhooks({ db: database.db, env, now, post: () => Promise.reject(new Error("gone")) });
    expect(await dying).toEqual({ delivered: 0, failed: 1 });
    expect(await deliver(at(59))).toEqual({ delivered: 0, failed: 0 });
    expect(await deliver(at(60))).toEqual({ delivered: 1, failed: 0 });
  });

  test("is signed with both secrets for a day after a rotation", async () => {
    const { ctx, workspaceId, receiver, secret } = await received();
    await using _ = receiver;
    const { secret: fresh } = await rotateWebhookSecret(ctx, env);
    await queueAlert(workspaceId, "50");
    await deliver(at(86_399));
    await queueAlert(workspaceId, "100");
    await deliver(at(86_400));
    const signed = receiver.calls.map((call) => [isSignedWith(secret, call), isSignedWith(fresh, call)]);
    expect(signed).toEqual([
      [true, true],
      [false, true],
    ]);
    expect(await auditOf(workspaceId)).toContain("alert_webhook.rotated");
  });

  test("ends with the webhook", async () => {
    const { ctx, workspaceId, receiver } = await received();
    await using _ = receiver;
    await queueAlert(workspaceId);
    await removeAlertWebhook(ctx);
    expect(await deliver(now)).toEqual({ delivered: 0, failed: 0 });
    expect(await deliveriesOf(workspaceId)).toMatchObject([
      { nextAttemptAt: null, lastError: "The webhook was removed." },
    ]);
    await queueAlert(workspaceId, "100");
    expect(await deliveriesOf(workspaceId)).toHaveLength(1);
    expect(receiver.calls).toEqual([]);
  });
});

describe("a test", () => {
  test("of the webhook answers at once, once in ten seconds, and is in the log", async () => {
    const { ctx, workspaceId, receiver } = await received();
    await using _ = receiver;
    const run = (seconds: number) =>
      sendTestAlert(later(ctx, seconds), { channel: "webhook" }, { env, post: postToThisMachine });
    expect(await run(0)).toEqual({ outcome: "received", error: null });
    await expect(run(9)).rejects.toMatchObject({ code: "rate_limited" });
    receiver.answer = { status: 404 };
    expect(await run(10)).toMatchObject({ outcome: "failed", error: expect.stringContaining("Answered 404") });
    expect(await deliver(at(3_600))).toEqual({ delivered: 0, failed: 0 });
    expect(receiver.calls.map(({ body }) => JSON.parse(body).type)).toEqual(["spend_limit.test", "spend_limit.test"]);
    expect(await deliveriesOf(workspaceId)).toHaveLength(2);
    expect((await auditOf(workspaceId)).filter((action) => action === "alert.tested")).toHaveLength(2);
  });

  test("cannot reach this machine without what tests alone are given", async () => {
    const { ctx, receiver } = await received();
    await using _ = receiver;
    const outcome = await sendTestAlert(ctx, { channel: "webhook" }, { env });
    expect(outcome).toEqual({ outcome: "failed", error: "The address is not https, so it is not called." });
    expect(receiver.calls).toEqual([]);
  });

  test("of mail goes to whoever may set limits", async () => {
    const { ctx, workspaceId } = await owned();
    const billingId = await addTestMember(database.db, workspaceId, { now, role: "billing" });
    await addTestMember(database.db, workspaceId, { now, role: "viewer" });
    expect(await sendTestAlert(ctx, { channel: "email" }, { env })).toEqual({ outcome: "sent", error: null });
    await queueMails(database.db, now);
    const mailed = await database.db.mailDelivery.findMany({ where: { workspaceId }, orderBy: { userId: "asc" } });
    expect(mailed.map(({ userId }) => userId).sort()).toEqual(
      [ctx.actor.type === "user" ? ctx.actor.userId : "", billingId].sort(),
    );
  });
});
