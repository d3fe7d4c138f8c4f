import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { monotonicMs, systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace, type TestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database, {}, 2);
const LONGEST_MS = 5_000;
const MODEL = "qwen3.8-27b";
const PRICED_MODEL = "glm-5.3-flash";

type Answer = {
  readonly status: number;
  readonly code?: string;
  readonly requestId: string;
  readonly limit: string | null;
};

async function ask({ apiKey }: TestWorkspace, url: string, model: string): Promise<Answer> {
  const response = await fetch(`${url}/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ model, messages: [{ role: "user", content: "[[sim: tokens=1]] Hello" }] }),
  });
  const { error } = (await response.json()) as { error?: { code: string } };
  return {
    status: response.status,
    ...(error && { code: error.code }),
    requestId: response.headers.get("x-request-id") ?? "",
    limit: response.headers.get("x-ratelimit-limit"),
  };
}

type Change = {
  readonly name: string;
  readonly model?: string;
  make(workspace: TestWorkspace): Promise<unknown>;
  isKnownBy(answer: Answer): boolean | Promise<boolean>;
};

const refusedWith = (status: number, code: string) => (answer: Answer) =>
  answer.status === status && answer.code === code;
const keyOf = ({ workspaceId, apiKeyId }: TestWorkspace) => ({ workspaceId_apiKeyId: { workspaceId, apiKeyId } });

async function setLimit({ workspaceId }: TestWorkspace, limitNanos: bigint): Promise<void> {
  const limit = { limitNanos, updatedAt: systemClock.now() };
  await database.db.spendLimit.upsert({
    where: { workspaceId_scope_scopeId: { workspaceId, scope: "workspace", scopeId: workspaceId } },
    create: { workspaceId, scope: "workspace", scopeId: workspaceId, ...limit },
    update: limit,
  });
}

const CHANGES: readonly Change[] = [
  {
    name: "a key is revoked",
    make: (workspace) => database.db.apiKey.update({ where: keyOf(workspace), data: { revokedAt: systemClock.now() } }),
    isKnownBy: refusedWith(401, "invalid_api_key"),
  },
  {
    name: "a key is given an end that is past",
    make: (workspace) => database.db.apiKey.update({ where: keyOf(workspace), data: { expiresAt: systemClock.now() } }),
    isKnownBy: refusedWith(401, "invalid_api_key"),
  },
  {
    name: "a key's secret is given an end that is past",
    make: ({ workspaceId }) =>
      database.db.apiKeySecret.updateMany({ where: { workspaceId }, data: { expiresAt: systemClock.now() } }),
    isKnownBy: refusedWith(401, "invalid_api_key"),
  },
  {
    name: "a key's rate is changed",
    make: (workspace) => database.db.apiKey.update({ where: keyOf(workspace), data: { requestsPerMinute: 4_321 } }),
    isKnownBy: ({ limit }) => limit === "4321",
  },
  {
    name: "the plan is lowered to one without keys",
    make: ({ workspaceId }) => database.db.workspace.update({ where: { workspaceId }, data: { plan: "starter" } }),
    isKnownBy: refusedWith(403, "plan_not_allowed"),
  },
  {
    name: "the plan is lowered to one with another rate",
    make: ({ workspaceId }) => database.db.workspace.update({ where: { workspaceId }, data: { plan: "pro" } }),
    isKnownBy: ({ status, limit }) => status === 200 && limit === "500",
  },
  {
    name: "a deployment is stopped",
    make: ({ workspaceId }) =>
      database.db.deployment.updateMany({ where: { workspaceId }, data: { state: "stopped" } }),
    isKnownBy: refusedWith(503, "deployment_unavailable"),
  },
];

const LOWERED_LIMIT: Change = {
  name: "the limit is lowered below what is settled",
  make: (workspace) => setLimit(workspace, 1n),
  isKnownBy: refusedWith(403, "plan_limit_exceeded"),
};

const pricedAt =
  (inputNanos: bigint) =>
  async ({ requestId }: Answer) => {
    // What a lease paid for is posted a moment after its answer.
    const stored = () => database.db.usageEvent.findFirst({ where: { requestId } });
    await expect.poll(stored, { timeout: 2_000, interval: 20 }).not.toBeNull();
    const event = await stored();
    return event?.amountNanos === BigInt(event?.totalTokens ?? 0) * inputNanos;
  };

let dearerNanos = 1_000_000n;

/** Every one is dearer than those before, so that none can be taken for another. */
function dearerPrice(): Change {
  dearerNanos += 1n;
  const inputNanos = dearerNanos;
  return {
    name: "a dearer price is published",
    model: PRICED_MODEL,
    make: () =>
      database.db.priceVersion.create({
        data: {
          priceVersionId: `${PRICED_MODEL}/flex/${randomUUID()}`,
          modelId: PRICED_MODEL,
          mode: "flex",
          effectiveAt: systemClock.now(),
          inputNanos,
          outputNanos: inputNanos,
        },
      }),
    isKnownBy: pricedAt(inputNanos),
  };
}

/** From the next instant on, because none is written for the past. */
function ownRates(): Change {
  const dearer = dearerPrice();
  const inputNanos = dearerNanos;
  const make = ({ workspaceId }: TestWorkspace) => {
    const createdAt = systemClock.now();
    const effectiveAt = new Date(createdAt.getTime() + 1);
    const of = { workspaceId, modelId: PRICED_MODEL, mode: "flex", createdAt, effectiveAt } as const;
    const rates = { inputNanos, outputNanos: inputNanos };
    return database.db.workspacePriceVersion.create({ data: { ...of, ...rates, priceVersionId: randomUUID() } });
  };
  return { ...dearer, name: "a workspace is given rates of its own", make };
}

const newWorkspace = () =>
  createTestWorkspace(database.db, {
    now: systemClock.now(),
    deployments: [{ modelId: MODEL }, { modelId: PRICED_MODEL }],
    creditNanos: 10n ** 15n,
  });

/** A workspace that both gateways have served, and so remember. */
async function servedWorkspace({ model = MODEL, isKnownBy }: Change): Promise<TestWorkspace> {
  const workspace = await newWorkspace();
  for (const url of gateway.urls) {
    const answer = await ask(workspace, url, model);
    expect(answer.status).toBe(200);
    expect(await isKnownBy(answer)).toBe(false);
  }
  return workspace;
}

/** Asks every gateway until it answers with the change known. @returns how long the slowest took from `sinceMs` */
async function untilKnown(change: Change, workspace: TestWorkspace, sinceMs: number): Promise<number> {
  const { model = MODEL, isKnownBy } = change;
  const took = gateway.urls.map(async (url) => {
    const isKnown = async () => isKnownBy(await ask(workspace, url, model));
    await expect.poll(isKnown, { timeout: 2 * LONGEST_MS, interval: 50, message: change.name }).toBe(true);
    expect(await isKnown()).toBe(true);
    return monotonicMs() - sinceMs;
  });
  return Math.max(...(await Promise.all(took)));
}

async function spreads(change: Change, makeIt: (workspace: TestWorkspace) => Promise<unknown>): Promise<number> {
  const workspace = await servedWorkspace(change);
  const sinceMs = monotonicMs();
  await makeIt(workspace);
  const tookMs = await untilKnown(change, workspace, sinceMs);
  expect(tookMs, change.name).toBeLessThan(LONGEST_MS);
  return tookMs;
}

test.for([...CHANGES, LOWERED_LIMIT, dearerPrice(), ownRates()])(
  "every gateway knows within 5 seconds that $name",
  async (change, { annotate }) => {
    const tookMs = await spreads(change, change.make);
    await annotate(`${Math.round(tookMs)} ms`);
  },
);

test("a limit that is raised again lets requests pass at once", async () => {
  const workspace = await servedWorkspace(LOWERED_LIMIT);
  await setLimit(workspace, 1n);
  for (const url of gateway.urls) expect((await ask(workspace, url, MODEL)).status).toBe(403);
  await setLimit(workspace, 10n ** 9n);
  for (const url of gateway.urls) expect((await ask(workspace, url, MODEL)).status).toBe(200);
});

const LISTENERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'";

test("a change that no gateway was listening for is known within 5 seconds all the same", async ({ annotate }) => {
  for (const change of [CHANGES[0], CHANGES[6], dearerPrice(), ownRates()]) {
    if (!change) throw new Error("A change is missing");
    const listening = () => database.pool.query(LISTENERS).then(({ rowCount }) => rowCount);
    await expect.poll(listening, { timeout: 5_000 }).toBe(2);
    const tookMs = await spreads(change, async (workspace) => {
      const { rows } = await database.pool.query(
        `SELECT pg_terminate_backend(pid, 5000) AS gone FROM (${LISTENERS}) AS l`,
      );
      expect(rows).toEqual([{ gone: true }, { gone: true }]);
      expect(await listening()).toBe(0);
      await change.make(workspace);
    });
    await annotate(`${change.name}: ${Math.round(tookMs)} ms`);
  }
});

/** The tables whose changes are announced. */
const ANNOUNCED = [
  "api_keys",
  "api_key_secrets",
  "deployments",
  "workspaces",
  "price_versions",
  "workspace_price_versions",
];
const setAnnouncing = async (verb: "ENABLE" | "DISABLE") => {
  for (const table of ANNOUNCED) await database.pool.query(`ALTER TABLE ${table} ${verb} TRIGGER ${table}_changed`);
};

test("changes that are never announced are known within 5 seconds, because nothing is remembered longer", async ({
  annotate,
}) => {
  const changes = [...CHANGES, dearerPrice(), ownRates()];
  await setAnnouncing("DISABLE");
  try {
    const took = await Promise.all(changes.map((change) => spreads(change, change.make)));
    // They were remembered until then: it is the forgetting that is seen here.
    expect(Math.max(...took)).toBeGreaterThan(1_000);
    await annotate(`slowest: ${Math.round(Math.max(...took))} ms`);
  } finally {
    await setAnnouncing("ENABLE");
  }
});
