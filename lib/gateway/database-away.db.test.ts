import type OpenAI from "openai";
import { expect, test } from "vitest";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { eventsOf, readThrough, rejectionOf, rollupsOf } from "#prisma/testing/usage-of-workspace.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database);
const MODEL = "qwen3.8-27b";

const newWorkspace = () =>
  createTestWorkspace(database.db, { now: systemClock.now(), deployments: [{ modelId: MODEL }] });

const ask = (client: OpenAI, stream: boolean) => {
  const messages = [{ role: "user" as const, content: "[[sim: tokens=20, rate=400]] Hello" }];
  return stream
    ? client.chat.completions.create({ model: MODEL, messages, stream }).then(readThrough)
    : client.chat.completions.create({ model: MODEL, messages });
};

const outcomeOf = (answer: Promise<unknown>) =>
  answer.then(
    () => "served" as const,
    () => "refused" as const,
  );

/** Ends every connection of the gateway, whatever it is doing. */
const cutConnections = () =>
  database.pool.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'weir-gateway'");

test("connections that break under load lose no bill and make none twice", async () => {
  const workspace = await newWorkspace();
  const client = gateway.client(workspace.apiKey);
  const answers: Promise<"served" | "refused">[] = [];
  for (let round = 0; round < 6; round += 1) {
    answers.push(...Array.from({ length: 12 }, (_, index) => outcomeOf(ask(client, index % 2 === 0))));
    await cutConnections();
  }
  const served = (await Promise.all(answers)).filter((outcome) => outcome === "served").length;
  const succeeded = (await eventsOf(database.db, workspace)).filter((event) => event.outcome === "succeeded");
  expect(served).toBeGreaterThan(30);
  expect(succeeded).toHaveLength(served);
  const { day, quarterHour } = await rollupsOf(database.db, workspace);
  expect(day).toEqual(quarterHour);
  expect(day.amountNanos).toBe(succeeded.reduce((sum, event) => sum + event.amountNanos, 0n));
});

test("a settlement that has to wait for the database is made when it answers", async () => {
  const workspace = await newWorkspace();
  const blocker = await database.pool.connect();
  await blocker.query("BEGIN");
  await blocker.query("LOCK TABLE usage_rollups IN ACCESS EXCLUSIVE MODE");
  const answer = ask(gateway.client(workspace.apiKey), false);
  await expect
    .poll(
      async () =>
        (await database.pool.query("SELECT count(*)::int AS waiting FROM pg_locks WHERE NOT granted")).rows[0].waiting,
    )
    .toBeGreaterThan(0);
  await blocker.query("COMMIT");
  blocker.release();
  await answer;
  expect(await eventsOf(database.db, workspace)).toMatchObject([{ outcome: "succeeded" }]);
});

test("a database that hangs means 503, not a request that hangs", async () => {
  const workspace = await newWorkspace();
  const before = gateway.fleet.stats.counts.chatCompletions;
  const blocker = await database.pool.connect();
  await blocker.query("BEGIN");
  await blocker.query("LOCK TABLE api_key_secrets IN ACCESS EXCLUSIVE MODE");
  try {
    expect(await rejectionOf(ask(gateway.client(workspace.apiKey), false))).toMatchObject({
      status: 503,
      code: "keys_unavailable",
    });
  } finally {
    await blocker.query("ROLLBACK");
    blocker.release();
  }
  expect(gateway.fleet.stats.counts.chatCompletions).toBe(before);
  await ask(gateway.client(workspace.apiKey), false);
});
