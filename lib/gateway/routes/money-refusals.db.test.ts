import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { toExactDollars } from "#lib/domain/money.ts";
import { type OpenGateway, openGateway } from "#lib/gateway/open-gateway.ts";
import { systemClock } from "#lib/platform/clock.ts";
import {
  createTestWorkspace,
  type TestWorkspace,
  type TestWorkspaceOptions,
} from "#prisma/testing/create-test-workspace.ts";
import { setUpGatewayServers } from "#prisma/testing/gateway-server-fixture.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { eventsOf, onlyEventOf, rejectionOf } from "#prisma/testing/usage-of-workspace.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database);
const startServer = setUpGatewayServers();
const MODEL = "qwen3.8-27b";
const CONSOLE_URL = "https://console.weir.test";

/** A gateway that knows where the console is. */
let withConsole: OpenGateway;
beforeAll(async () => {
  withConsole = await openGateway({
    DATABASE_URL: database.url,
    FLEET_URL: `${gateway.fleet.url}/v1`,
    FLEET_API_KEY: undefined,
    APP_URL: `${CONSOLE_URL}/`,
  });
});
afterAll(() => withConsole.close());

const newWorkspace = (options: Partial<TestWorkspaceOptions>) =>
  createTestWorkspace(database.db, { now: systemClock.now(), deployments: [{ modelId: MODEL }], ...options });
const ask = (text: string) => ({ model: MODEL, messages: [{ role: "user" as const, content: text }] });
/** Far more than the limits below leave room for: some 20,000 tokens of input. */
const LONG = ask("word ".repeat(4_000));

/** The official client as it is by default, which repeats what is worth repeating, and how often it has asked. */
function countingClient({ apiKey }: TestWorkspace, baseURL = gateway.url) {
  let requests = 0;
  const client = new OpenAI({
    apiKey,
    baseURL,
    maxRetries: 2,
    fetch: (input, init) => {
      requests += 1;
      return fetch(input, init);
    },
  });
  return { client, requests: () => requests };
}

test.each(["chat", "responses", "embeddings"] as const)(
  "without credits and included inference %s is refused with 402 before anything is forwarded",
  async (route) => {
    const modelId = route === "embeddings" ? "bge-large-en-v1.5" : MODEL;
    const workspace = await newWorkspace({ creditNanos: 0n, includedNanos: 0n, deployments: [{ modelId }] });
    const before = gateway.fleet.stats.counts.requests;
    const { client, requests } = countingClient(workspace);
    const error = await rejectionOf(
      {
        chat: () => client.chat.completions.create(ask("Hello")),
        responses: () => client.responses.create({ model: MODEL, input: "Hello", stream: true }),
        embeddings: () => client.embeddings.create({ model: modelId, input: "Hello" }),
      }[route](),
    );
    expect(error).toMatchObject({ status: 402, type: "insufficient_credits", code: "insufficient_credits" });
    expect(error.message).toContain("insufficient_credits: ");
    expect(error.headers?.get("x-should-retry")).toBe("false");
    expect(error.headers?.has("retry-after")).toBe(false);
    expect(requests()).toBe(1);
    expect(gateway.fleet.stats.counts.requests).toBe(before);
    expect(await onlyEventOf(database.db, workspace)).toMatchObject({
      outcome: "failed",
      errorClass: "caller",
      httpStatus: 402,
      amountNanos: 0n,
    });
  },
);

test("included inference is served without credits", async () => {
  const workspace = await newWorkspace({ creditNanos: 0n, includedNanos: 1_000_000n });
  await gateway.client(workspace.apiKey).chat.completions.create(ask("[[sim: tokens=5]] Hello"));
  const event = await onlyEventOf(database.db, workspace);
  expect(event).toMatchObject({ outcome: "succeeded", includedNanos: event.amountNanos });
});

test.each(["workspace", "member", "api_key"] as const)(
  "a limit of the %s is refused with 403, once, with the facts",
  async (scope) => {
    const limitNanos = 1_234_567n;
    const workspace = await newWorkspace({ limits: [{ scope, limitNanos }] });
    await gateway.client(workspace.apiKey).chat.completions.create(ask("[[sim: tokens=5]] Hello"));
    const served = await onlyEventOf(database.db, workspace);
    const before = gateway.fleet.stats.counts.requests;
    const { url } = await startServer({ handle: withConsole.handle });
    const { client, requests } = countingClient(workspace, `${url}/v1`);
    const error = await rejectionOf(client.chat.completions.create(LONG));
    expect(error).toBeInstanceOf(OpenAI.PermissionDeniedError);
    expect(error.error).toEqual({
      message: expect.stringMatching(/^plan_limit_exceeded: Th(is|e) .+ has a monthly spend limit of \$0\.00123; /),
      type: "plan_limit_exceeded",
      code: "plan_limit_exceeded",
      param: null,
      limit: "0.001234567",
      settled: toExactDollars(served.amountNanos),
      held: "0.00",
      scope,
      resets_at: billingPeriodAt(served.occurredAt).end.toISOString(),
      settings_url: `${CONSOLE_URL}/${workspace.slug}/settings/billing/spend-limit`,
    });
    expect(error.headers?.get("x-should-retry")).toBe("false");
    expect(error.headers?.has("retry-after")).toBe(false);
    expect(requests()).toBe(1);
    expect(gateway.fleet.stats.counts.requests).toBe(before);
    expect((await eventsOf(database.db, workspace)).at(-1)).toMatchObject({
      outcome: "failed",
      errorClass: "spend_limit",
      httpStatus: 403,
      amountNanos: 0n,
    });
  },
);

test("what requests under way hold is among the facts, and comes free with them", async () => {
  const workspace = await newWorkspace({ limits: [{ scope: "workspace", limitNanos: 1_000_000n }] });
  const client = gateway.client(workspace.apiKey);
  const slow = { ...ask("[[sim: tokens=400, rate=50]] Go on."), max_tokens: 400, stream: true as const };
  const stream = await client.chat.completions.create(slow);
  const iterator = stream[Symbol.asyncIterator]();
  await iterator.next();
  const [hold] = await database.db.hold.findMany({ where: { workspaceId: workspace.workspaceId } });
  const error = await rejectionOf(client.chat.completions.create(LONG));
  expect(error.error).toMatchObject({
    settled: "0.00",
    held: toExactDollars(hold?.amountNanos ?? 0n),
    settings_url: null,
  });
  expect(hold?.amountNanos).toBeGreaterThan(160_000n);
  stream.controller.abort();
  await expect.poll(() => database.db.hold.count({ where: { workspaceId: workspace.workspaceId } })).toBe(0);
});
