import Stripe from "stripe";
import { describe, expect, test, vi } from "vitest";
import { findStripeConnection } from "#lib/data/stripe-connections.ts";
import { type MoneyStand, openMoneyStand } from "#prisma/testing/money-stand.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { ensureWebhook } from "./ensure-webhook.ts";
import { receiveStripeEvent } from "./receive-stripe-event.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-16T10:00:00Z");

describe("the webhook", () => {
  const secretOf = ({ account }: MoneyStand) => [...account.tables.webhookEndpoints.values()][0]?.secret ?? "";
  const bodyOf = (change: object = {}) =>
    JSON.stringify({
      id: `evt_${Math.random()}`,
      object: "event",
      type: "customer.updated",
      created: 1_790_000_000,
      livemode: false,
      data: { object: { id: "cus_unknown", object: "customer" } },
      ...change,
    });
  const sign = (payload: string, secret: string, timestamp?: number) =>
    Stripe.webhooks.generateTestHeaderString({ payload, secret, ...(timestamp && { timestamp }) });
  const REFUSED = { code: "invalid_input" };

  test("takes what is signed with the stored secret, or with the operator's", async () => {
    await using stand = await openMoneyStand(database.db, { now });
    const rawBody = bodyOf();
    const signature = sign(rawBody, secretOf(stand));
    expect(await receiveStripeEvent(stand.work(), { rawBody, signature }, stand.env)).toBe("processed");
    expect(await receiveStripeEvent(stand.work(), { rawBody, signature }, stand.env)).toBe("done_before");
    const other = bodyOf();
    const env = { ...stand.env, STRIPE_WEBHOOK_SECRET: "whsec_of_the_operator" };
    const signed = { rawBody: other, signature: sign(other, env.STRIPE_WEBHOOK_SECRET) };
    expect(await receiveStripeEvent(stand.work(), signed, env)).toBe("processed");
  });

  test("refuses a bad signature, an old one, none, and a body that was changed", async () => {
    await using stand = await openMoneyStand(database.db, { now });
    const rawBody = bodyOf();
    const secret = secretOf(stand);
    const signature = sign(rawBody, secret);
    const old = Math.floor(performance.timeOrigin / 1_000) - 3_600;
    for (const delivery of [
      { rawBody, signature: sign(rawBody, "whsec_wrong") },
      { rawBody, signature: sign(rawBody, secret, old) },
      { rawBody, signature: "nonsense" },
      { rawBody, signature: null },
      { rawBody: `${rawBody} `, signature },
    ]) {
      await expect(receiveStripeEvent(stand.work(), delivery, stand.env)).rejects.toMatchObject(REFUSED);
    }
    const { id } = JSON.parse(rawBody);
    expect(await database.db.stripeEvent.count({ where: { stripeEventId: id } })).toBe(0);
  });

  test("refuses an event of the other mode", async () => {
    await using stand = await openMoneyStand(database.db, { now });
    const rawBody = bodyOf({ livemode: true });
    const delivery = { rawBody, signature: sign(rawBody, secretOf(stand)) };
    await expect(receiveStripeEvent(stand.work(), delivery, stand.env)).rejects.toMatchObject(REFUSED);
    const live = { ...stand.work(), stripe: { ...stand.stripe, isLive: true } };
    expect(await receiveStripeEvent(live, delivery, stand.env)).toBe("processed");
  });

  test("keeps only a sealed secret, makes one endpoint, and replaces one whose secret is lost", async () => {
    await using stand = await openMoneyStand(database.db, { now });
    const endpoints = () => [...stand.account.tables.webhookEndpoints.values()];
    const stored = () => findStripeConnection(database.db, stand.stripe.fingerprint);
    await Promise.all([1, 2, 3].map(() => ensureWebhook(stand.work(), stand.env)));
    expect(endpoints().map(({ url }) => url)).toEqual([`${stand.env.APP_URL}/api/stripe/webhook`]);
    const first = await stored();
    expect(first?.webhookEndpointId).toBe(endpoints()[0]?.id);
    expect(first?.sealedWebhookSecret).not.toContain("whsec");
    await ensureWebhook(stand.work(), { ...stand.env, AUTH_SECRET: "another secret of at least 32 characters" });
    expect(endpoints().map(({ id }) => id === first?.webhookEndpointId)).toEqual([false]);
    const { fingerprint } = stand.stripe;
    await database.db.stripeConnection.delete({ where: { fingerprint } });
    expect(await ensureWebhook(stand.work(), stand.env)).toBe("ready");
    expect(endpoints()).toHaveLength(1);
    await stand.buy("50");
    await stand.flush();
    expect(await stand.balance()).toBe("50.00");
  });

  test("is made for a public address only", async () => {
    await using stand = await openMoneyStand(database.db, { now });
    const real = { ...stand.stripe, isSimulated: false, fingerprint: "another" };
    for (const [APP_URL, expected] of [
      ["http://weir.example.com", "unreachable"],
      ["https://localhost:4010", "unreachable"],
      ["https://192.168.1.20", "unreachable"],
      ["https://console.weir.example", "ready"],
    ] as const) {
      expect(await ensureWebhook({ db: database.db, stripe: real }, { ...stand.env, APP_URL })).toBe(expected);
    }
    const env = { ...stand.env, STRIPE_WEBHOOK_SECRET: "whsec_by_hand" };
    expect(await ensureWebhook({ db: database.db, stripe: real }, env)).toBe("by_hand");
  });
});
