import { expect, test, vi } from "vitest";
import { createDb } from "#lib/data/client.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { NOTICE_TOPICS } from "#lib/mail/notices/notice-topics.ts";
import { addTestMember, createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { startMailServer } from "#prisma/testing/start-mail-server.ts";
import { queueMails } from "./queue-mails.ts";
import { runDunning } from "./run-dunning.ts";
import { type SendMailsOptions, sendMails } from "./send-mails.ts";
import { warnOfExpiringCards } from "./warn-of-expiring-cards.ts";
import { warnOfPurchaseOrders } from "./warn-of-purchase-orders.ts";

const database = setUpTestDatabase();
const start = new Date("2026-12-01T00:00:00.000Z");
const DAY_MS = 86_400_000;
const day = (days: number) => new Date(start.getTime() + days * DAY_MS);
const env: SendMailsOptions["env"] = {
  APP_URL: "https://console.example.com",
  APP_NAME: "Weir",
  SMTP_URL: undefined,
  MAIL_FROM: undefined,
  WEIR_EMBEDDED: true,
};

const newWorkspace = () => createTestWorkspace(database.db, { now: start });
const mailsTo = async (userId: string) =>
  database.db.localMail.findMany({
    where: { to: `${userId}@example.test` },
    orderBy: [{ sentAt: "asc" }, { id: "asc" }],
  });

async function deliverAt(now: Date): Promise<number> {
  await queueMails(database.db, now);
  return sendMails({ db: database.db, env, now });
}

async function becomeOverdue(workspaceId: string, pastDueSince: Date | null): Promise<void> {
  const account = {
    stripeSubscriptionId: "sub_1",
    subscriptionStatus: "past_due",
    paidPlan: "pro",
    pastDueSince,
    openInvoiceNanos: pastDueSince && 49_000_000_000n,
    openInvoiceUrl: pastDueSince && "https://pay.example.com/in_1",
    syncedAt: start,
  } as const;
  await database.db.billingAccount.upsert({
    where: { workspaceId },
    create: { workspaceId, ...account },
    update: account,
  });
}

test("two senders at once send each mail of many messages once, to whoever can act on it", async () => {
  const { workspaceId, ownerId } = await newWorkspace();
  const billingId = await addTestMember(database.db, workspaceId, { now: start, role: "billing" });
  const memberId = await addTestMember(database.db, workspaceId, { now: start, role: "member" });
  const COUNT = 60;
  for (let number = 0; number < COUNT; number += 1) {
    await insertOutboxMessage(database.db, workspaceId, {
      messageKey: `payment_recovered/${number}`,
      topic: "payment.recovered",
      payload: { since: day(number).toISOString() },
      createdAt: start,
    });
  }
  const others = [createDb(database.url), createDb(database.url)];
  await Promise.all(others.map((db) => db.$connect()));
  try {
    const turned = await Promise.all(others.map((db) => queueMails(db, start)));
    const sent = await Promise.all(others.map((db) => sendMails({ db, env, now: start })));
    expect(turned.reduce((sum, count) => sum + count)).toBe(COUNT);
    expect(sent.reduce((sum, count) => sum + count)).toBe(2 * COUNT);
    for (const part of [...turned, ...sent]) expect(part).toBeGreaterThan(0);
  } finally {
    await Promise.all(others.map((db) => db.$disconnect()));
  }
  expect(await deliverAt(start)).toBe(0);
  expect(new Set((await mailsTo(ownerId)).map(({ text }) => text)).size).toBe(COUNT);
  expect(await mailsTo(billingId)).toHaveLength(COUNT);
  expect(await mailsTo(memberId)).toEqual([]);
});

test("a missing payment is told of by its age: each stage once, and no more once it is paid", async () => {
  const { workspaceId, ownerId } = await newWorkspace();
  await becomeOverdue(workspaceId, start);
  for (let hour = 0; hour <= 24 * 10; hour += 6) {
    await Promise.all([1, 2].map(() => runDunning(database.db, day(hour / 24))));
    await deliverAt(day(hour / 24));
  }
  const mails = await mailsTo(ownerId);
  expect(mails.map(({ sentAt, subject }) => [sentAt, subject])).toEqual([
    [day(5), expect.stringContaining("becomes read-only on 8 Dec 2026 (UTC)")],
    [day(7), expect.stringContaining("is read-only until it is paid")],
  ]);
  for (const { text } of mails) expect(text).toMatch(/\$49\.00[\s\S]*https:\/\/pay\.example\.com\/in_1/);
  const audited = await database.db.auditEntry.findMany({ where: { workspaceId, action: "payment.dunned" } });
  expect(audited.map(({ after }) => after)).toEqual([
    { stage: "grace_ends_soon", pastDueSince: start.toISOString() },
    { stage: "read_only", pastDueSince: start.toISOString() },
  ]);

  await becomeOverdue(workspaceId, null);
  expect(await runDunning(database.db, day(11))).toBe(0);
  await becomeOverdue(workspaceId, day(31));
  expect(await runDunning(database.db, day(36))).toBe(1);
  expect(await deliverAt(day(36))).toBe(1);
});

test("all overdue workspaces are told, however few are read at once", async () => {
  const overdue = await Promise.all([1, 2, 3, 4].map(newWorkspace));
  for (const { workspaceId } of overdue) await becomeOverdue(workspaceId, start);
  expect(await runDunning(database.db, day(6), { atMost: 2 })).toBe(4);
  expect(await deliverAt(day(6))).toBe(4);
});

test("a mail server that fails is asked again later, and the message is not lost", async () => {
  const { workspaceId, ownerId } = await newWorkspace();
  await insertOutboxMessage(database.db, workspaceId, {
    messageKey: "recovered",
    topic: "payment.recovered",
    payload: { since: start.toISOString() },
    createdAt: start,
  });
  const unreachable = { ...env, SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "weir@example.com" };
  const logged = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await queueMails(database.db, start);
  expect(await sendMails({ db: database.db, env: unreachable, now: start })).toBe(0);
  expect(logged.mock.calls.join()).toContain("mail.not_sent");
  expect(logged.mock.calls.join()).not.toContain("example.test");
  logged.mockRestore();
  const [delivery] = await database.db.mailDelivery.findMany({ where: { workspaceId } });
  expect(delivery).toMatchObject({ attempts: 1, sentAt: null, nextAttemptAt: new Date(start.getTime() + 30_000) });
  expect(await sendMails({ db: database.db, env, now: start })).toBe(0);
  await using server = await startMailServer();
  const reachable = { ...unreachable, SMTP_URL: server.smtpUrl };
  expect(await sendMails({ db: database.db, env: reachable, now: day(1) })).toBe(1);
  expect(await sendMails({ db: database.db, env: reachable, now: day(2) })).toBe(0);
  expect(server.received).toMatchObject([{ from: "weir@example.com", to: [`${ownerId}@example.test`] }]);
  expect(server.received[0]?.source).toMatch(/Message-ID: <[0-9a-f]{32}@console\.example\.com>/);
});

test("a limit on a person is told to them too; who left is not told", async () => {
  const { workspaceId, ownerId } = await newWorkspace();
  const memberId = await addTestMember(database.db, workspaceId, { now: start, role: "member" });
  const goneId = await addTestMember(database.db, workspaceId, { now: start, role: "admin" });
  const alert = {
    scope: "member",
    scopeId: memberId,
    period: "2026-12",
    threshold: "80",
    limitNanos: "10000000000",
    settledNanos: "8000000000",
    reachesLimitAt: null,
  };
  const messageKey = "limit/80";
  await insertOutboxMessage(database.db, workspaceId, {
    messageKey,
    topic: "spend_limit.alert",
    payload: alert,
    createdAt: start,
  });
  await queueMails(database.db, start);
  await database.db.member.delete({ where: { workspaceId_userId: { workspaceId, userId: goneId } } });
  await sendMails({ db: database.db, env, now: start });
  expect(await mailsTo(goneId)).toEqual([]);
  for (const userId of [ownerId, memberId]) {
    const [mail] = await mailsTo(userId);
    expect(mail?.subject).toContain("80% of the spend limit of");
    expect(mail?.text).toContain("$8.00 of $10.00 is spent");
    expect(mail?.text).toContain("until 1 Jan 2027, 00:00 UTC");
  }
});

test("a card and a purchase order are warned of once, within 30 days of their end", async () => {
  const { workspaceId } = await createTestWorkspace(database.db, {
    now: start,
    plan: "enterprise",
    contract: { requestsPerMinute: 100, maxConcurrentRequests: 10, isPostpaid: true },
  });
  await becomeOverdue(workspaceId, null);
  await database.db.billingAccount.update({
    where: { workspaceId },
    data: { cardBrand: "visa", cardLast4: "4242", cardExpiresMonth: 1, cardExpiresYear: 2027 },
  });
  await database.db.contract.update({
    where: { workspaceId },
    data: { purchaseOrderNumber: "PO-123", purchaseOrderSince: start, purchaseOrderExpiresAt: day(62) },
  });
  const warnedOn: [string, number][] = [];
  for (let days = 0; days <= 70; days += 1) {
    const counts = await Promise.all([
      warnOfExpiringCards(database.db, day(days)),
      warnOfPurchaseOrders(database.db, day(days)),
    ]);
    if (counts[0]) warnedOn.push(["card", days]);
    if (counts[1]) warnedOn.push(["order", days]);
  }
  // The card is good through January, which ends on day 62.
  expect(warnedOn).toEqual([
    ["card", 32],
    ["order", 32],
  ]);
  expect(await deliverAt(day(32))).toBe(2);
});

test("messages that nobody mails stay in the outbox", async () => {
  const { workspaceId } = await newWorkspace();
  expect(NOTICE_TOPICS.has("something.else")).toBe(false);
  await insertOutboxMessage(database.db, workspaceId, {
    messageKey: "else",
    topic: "something.else",
    payload: {},
    createdAt: start,
  });
  expect(await queueMails(database.db, start)).toBe(0);
  const [message] = await database.db.outboxMessage.findMany({ where: { workspaceId } });
  expect(message?.deliveredAt).toBeNull();
});
