import Stripe from "stripe";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

const database = setUpTestDatabase();
const SECRET = "whsec_of_the_operator";
const ADDRESS = "http://127.0.0.1:4010/api/stripe/webhook";

const bodyOf = (id: string) =>
  JSON.stringify({
    id,
    object: "event",
    type: "customer.updated",
    created: 1_790_000_000,
    livemode: false,
    data: { object: { id: "cus_ünknown", object: "customer" } },
  });
const sign = (payload: string) => Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET });

/** The console's own route, as it would be served with these settings. */
async function openRoute(settings: Record<string, string>): Promise<(request: Request) => Promise<Response>> {
  vi.resetModules();
  const env = {
    DATABASE_URL: database.url,
    WEIR_EMBEDDED: "1",
    APP_URL: "http://127.0.0.1:4010",
    GATEWAY_URL: "http://127.0.0.1:4011",
    AUTH_SECRET: "a secret of the console under test, long enough",
    STRIPE_SECRET_KEY: "",
    STRIPE_SIM_URL: "",
    STRIPE_WEBHOOK_SECRET: SECRET,
    ...settings,
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  return (await import("#app/api/stripe/webhook/route.ts")).POST;
}

const post = (body: string, headers: Record<string, string> = {}) =>
  new Request(ADDRESS, { method: "POST", body, headers });

describe("the route of Stripe's webhook", () => {
  let route: (request: Request) => Promise<Response>;
  beforeAll(async () => {
    route = await openRoute({ STRIPE_SECRET_KEY: "sk_test_123" });
  });

  test("hands the body on byte for byte, and says 200 once the event is processed, and again", async () => {
    const body = bodyOf("evt_route");
    for (const _ of ["first", "again"]) {
      expect((await route(post(body, { "stripe-signature": sign(body) }))).status).toBe(200);
    }
    const stored = await database.db.stripeEvent.findUnique({ where: { stripeEventId: "evt_route" } });
    expect(stored).toMatchObject({ stripeCustomerId: "cus_ünknown", attempts: 1, processedAt: expect.any(Date) });
  });

  test("says 400 to what is not signed, and keeps nothing of it", async () => {
    const body = bodyOf("evt_forged");
    expect((await route(post(body))).status).toBe(400);
    expect((await route(post(body, { "stripe-signature": sign(bodyOf("evt_other")) }))).status).toBe(400);
    expect(await database.db.stripeEvent.count({ where: { stripeEventId: "evt_forged" } })).toBe(0);
  });

  test("reads no more than any event has", async () => {
    expect((await route(post("x".repeat(1_048_577)))).status).toBe(413);
  });

  test("says 500 when the database does not answer, so that it is delivered again", async () => {
    const away = await openRoute({
      STRIPE_SECRET_KEY: "sk_test_123",
      DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
    });
    (globalThis as { weirDatabase?: unknown }).weirDatabase = undefined;
    const body = bodyOf("evt_later");
    expect((await away(post(body, { "stripe-signature": sign(body) }))).status).toBe(500);
  });
});

test("where payments are not configured it says 503", async () => {
  const route = await openRoute({});
  (globalThis as { weirDatabase?: unknown }).weirDatabase = undefined;
  const body = bodyOf("evt_none");
  expect((await route(post(body, { "stripe-signature": sign(body) }))).status).toBe(503);
});
