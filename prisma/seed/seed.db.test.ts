import { expect, test } from "vitest";
import { PLAN_IDS } from "#lib/domain/catalog/plans.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { seedDemo } from "./main.ts";
import { eventsOfDay, requestsPerDay, type TrafficSource } from "./traffic.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-24T09:00:00Z");
const options = () => ({
  databaseUrl: database.url,
  secret: "s".repeat(32),
  events: 3_000,
  onProgress: () => undefined,
});

const totals = async () =>
  (
    await database.pool.query(
      `SELECT (SELECT count(*) FROM usage_events) AS events,
              (SELECT sum(amount_nanos)::bigint FROM usage_events) AS event_nanos,
              (SELECT sum(amount_nanos)::bigint FROM usage_rollups WHERE resolution = 'day') AS day_nanos,
              (SELECT sum(amount_nanos)::bigint FROM usage_rollups WHERE resolution = 'quarter_hour') AS quarter_hour_nanos,
              (SELECT count(*) FROM usage_events WHERE request_id < usage_id_floor((SELECT min(digested_until) FROM usage_digests)))
                AS finished_events,
              (SELECT sum(request_count)::bigint FROM status_rollups WHERE resolution = 'day') AS digested_events,
              (SELECT count(*) FROM reconciliations WHERE events_nanos <> ledger_nanos OR events_nanos <> day_rollup_nanos) AS wrong_books,
              (SELECT max(occurred_at) FROM usage_events) AS last_event,
              (SELECT count(*) FROM usage_events_default) AS outside_partitions,
              (SELECT count(*) FROM api_key_secrets) AS secrets`,
    )
  ).rows[0];

test("one workspace per plan, with traffic up to now that the rollups agree with; a second seed changes nothing", async () => {
  const seeded = await seedDemo({ ...options(), now });
  expect(seeded.map((workspace) => workspace.plan)).toEqual(PLAN_IDS);
  expect(seeded.map((workspace) => workspace.apiKey !== null)).toEqual([false, true, true, true]);
  const first = await totals();
  expect(Number(first.events)).toBeGreaterThan(2_900);
  expect(first.day_nanos).toBe(first.event_nanos);
  expect(first.quarter_hour_nanos).toBe(first.event_nanos);
  expect(first.digested_events).toBe(first.finished_events);
  expect(first.wrong_books).toBe(0n);
  expect(first.outside_partitions).toBe(0n);
  expect(first.last_event <= now).toBe(true);

  expect(await seedDemo({ ...options(), now: new Date("2026-11-24T12:00:00Z") })).toEqual(seeded);
  // What was not finished the first time is digested the second.
  const { digested_events: _digested, finished_events: _finished, ...kept } = first;
  expect(await totals()).toMatchObject(kept);
});

test("the same source and day always give the same events, and another seed gives others", () => {
  const source: TrafficSource = {
    workspaceId: "ws_test",
    seed: "one",
    keys: [[{ apiKeyId: "key_test", memberId: "user_test" }, 1]],
    deployments: [[{ deploymentId: "dep_test", modelId: "glm-5.3-flash", mode: "flex" }, 1]],
    growth: 0.5,
    weekendFactor: 0.5,
    inputTokens: 100,
    outputTokens: 10,
  };
  const day = { daysAgo: 3, requests: 20, anchor: now };
  expect(eventsOfDay(source, day)).toEqual(eventsOfDay(source, day));
  expect(eventsOfDay({ ...source, seed: "two" }, day)).not.toEqual(eventsOfDay(source, day));
  const perDay = requestsPerDay(source, 9_000, now);
  expect(Math.abs(perDay.reduce((sum, count) => sum + count, 0) - 9_000)).toBeLessThan(60);
});
