import { expect, test } from "vitest";
import { digestFinishedUsage } from "#lib/commands/digest-finished-usage.ts";
import { fromExactDollars, sumNanos, toExactDollars } from "#lib/domain/money.ts";
import { LATENCY_ERROR } from "#lib/domain/usage/latency-histogram.ts";
import { DEFAULT_USAGE_QUERY, type UsageQuery } from "#lib/domain/usage/usage-query.ts";
import { USAGE_STATUSES, usageStatusOf } from "#lib/domain/usage/usage-status.ts";
import { busyWorkspace } from "#prisma/testing/busy-workspace.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { meterUsage } from "#prisma/testing/meter-usage.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { loadUsageView } from "./load-usage-view.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-14T10:30:00Z");

async function busy(options: { role?: "viewer" | "member" } = {}) {
  const { workspace, memberId, events } = await busyWorkspace(database, { now });
  const role = options.role ?? "viewer";
  const userId = role === "member" ? memberId : workspace.ownerId;
  const ctx = testContext(database.db, workspace, { userId, role, now });
  return { workspace, memberId, events, ctx };
}
const asked = (query: Partial<UsageQuery>) => ({ ...DEFAULT_USAGE_QUERY, ...query });
const exact = (amounts: readonly string[]) => sumNanos(amounts.map(fromExactDollars));
const count = (counts: Record<string, number>) => Object.values(counts).reduce((sum, one) => sum + one, 0);

test.each(["UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Chatham"])(
  "in %s every figure is the sum of the period's events, and every day that of its own",
  async (zone) => {
    const { events, ctx } = await busy();
    const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
    // Without a digest, with one up to the middle of a day, and with all of them but the last quarter hours.
    for (const [digestedAt, periodKey] of [
      [null, "2026-11"],
      ["2026-11-07T13:50:00Z", "2026-11"],
      ["2026-11-14T10:30:00Z", "2026-11"],
      [null, "2026-10"],
      [null, "2026-09"],
    ] as const) {
      if (digestedAt) await digestFinishedUsage(database.db, new Date(digestedAt));
      const own = events.filter((event) => event.occurredAt.toISOString().startsWith(periodKey));
      const view = await loadUsageView(ctx, asked({ periodKey, zone }));
      const amount = sumNanos(own.map((event) => event.amountNanos));
      expect(own.length).toBeGreaterThan(100);
      expect(view.cost.total).toBe(toExactDollars(amount));
      expect(exact(view.days.map((day) => day.cost.total))).toBe(amount);
      expect(exact(view.models.map((model) => model.cost.total))).toBe(amount);
      expect(exact(view.series.map((series) => series.cost.total))).toBe(amount);
      expect(exact([view.split.covered, view.split.charged])).toBe(amount);
      expect(view.requests.total).toBe(own.length);
      expect(count(view.errors.unpaid)).toBe(view.requests.failed);
      for (const day of view.days) {
        const ofDay = own.filter((event) => format.format(event.occurredAt) === day.date);
        expect(fromExactDollars(day.cost.total)).toBe(sumNanos(ofDay.map((event) => event.amountNanos)));
        expect(exact(day.parts.map((part) => part.cost))).toBe(fromExactDollars(day.cost.total));
        expect(day.requests).toBe(ofDay.length);
        expect(day.tokens.total).toBe(
          ofDay.reduce((sum, event) => sum + event.inputTokens + event.cachedInputTokens + event.outputTokens, 0),
        );
      }
    }
  },
);

test("a request that was settled too late is digested again with its day", async () => {
  const { ctx, workspace, memberId } = await busy();
  await digestFinishedUsage(database.db, new Date("2026-11-13T08:00:00Z"));
  const late = { ...workspace, memberId, on: new Date("2026-11-12T00:00:00Z") };
  const events = await meterUsage(database.pool, late);
  const lateCount = events.length;
  await digestFinishedUsage(database.db, new Date("2026-11-14T08:00:00Z"));
  const day = (view: Awaited<ReturnType<typeof loadUsageView>>) => view.days.find(({ date }) => date === "2026-11-12");
  const all = day(await loadUsageView(ctx, asked({})));
  const byStatus = day(await loadUsageView(ctx, asked({ statuses: [...USAGE_STATUSES] })));
  expect(lateCount).toBeGreaterThan(0);
  expect(byStatus?.requests).toBe(all?.requests);
  expect(byStatus?.cost).toEqual(all?.cost);
});

test("the previous period lies beneath, day by day, and is compared as far as this one has come", async () => {
  const { ctx } = await busy();
  const view = await loadUsageView(ctx, asked({}));
  const october = await loadUsageView(ctx, asked({ periodKey: "2026-10" }));
  expect(view.days.map((day) => day.previous?.cost)).toEqual(october.days.slice(0, 30).map((day) => day.cost.total));
  expect(october.days[30]?.previous).toBeNull();
  const firstDays = october.days.slice(0, 14).map((day) => day.cost.total);
  expect(view.comparison).toEqual({ label: "1 - 14 Oct 2026", cost: toExactDollars(exact(firstDays)) });
  expect(exact(view.models.map((model) => model.previousCost))).toBe(exact(firstDays));
  const newYork = await loadUsageView(ctx, asked({ zone: "America/New_York" }));
  expect(newYork.days[0]).toMatchObject({ date: "2026-10-31", isPartial: true });
  expect(newYork.comparison.label).toBe("30 Sep 2026 - 14 Oct 2026");
  expect(view.days.map((day) => day.state)).toEqual([
    ...Array(13).fill("complete"),
    "unfinished",
    ...Array(16).fill("future"),
  ]);
});

test("each filter counts exactly the requests it names, and status ones agree with the events once digested", async () => {
  const { events, ctx, workspace } = await busy();
  const { eventsDigested } = await digestFinishedUsage(database.db, new Date(now.getTime() + 3_600_000));
  expect(eventsDigested).toBeGreaterThanOrEqual(events.length);
  const november = events.filter((event) => event.occurredAt.toISOString().startsWith("2026-11"));
  const filters: [Partial<UsageQuery>, (event: (typeof events)[number]) => boolean][] = [
    [{ models: ["qwen3.8-27b"] }, (event) => event.modelId === "qwen3.8-27b"],
    [{ keys: [workspace.apiKeyId] }, (event) => event.apiKeyId === workspace.apiKeyId],
    [{ members: [workspace.ownerId], groupBy: "key" }, (event) => event.memberId === workspace.ownerId],
    [{ deployments: ["dep_two"], groupBy: "deployment" }, (event) => event.deploymentId === "dep_two"],
    [{ statuses: ["client_closed"] }, (event) => event.outcome === "client_closed"],
    [
      { statuses: ["succeeded"], models: ["deepseek-v4-pro"], zone: "Asia/Tokyo" },
      (event) => event.outcome === "succeeded" && event.modelId === "deepseek-v4-pro",
    ],
    [{ statuses: ["server", "caller", "rate_limited"] }, (event) => event.outcome === "failed"],
  ];
  for (const [filter, matches] of filters) {
    const own = november.filter(matches);
    const view = await loadUsageView(ctx, asked(filter));
    expect(own.length).toBeGreaterThan(0);
    expect(own.length).toBeLessThan(november.length);
    expect(view.requests.total).toBe(own.length);
    expect(fromExactDollars(view.cost.total)).toBe(sumNanos(own.map((event) => event.amountNanos)));
    expect(exact(view.days.map((day) => day.cost.total))).toBe(fromExactDollars(view.cost.total));
    expect(view.isFiltered).toBe(true);
    expect(view.options.model.map(({ id }) => id)).toEqual(expect.arrayContaining(["qwen3.8-27b", "deepseek-v4-pro"]));
  }
});

test("latencies are those of requests served whole, merged over any span, within the stated error", async () => {
  const { events, ctx } = await busy();
  await digestFinishedUsage(database.db, new Date(now.getTime() + 3_600_000));
  for (const query of [{}, { zone: "Asia/Kathmandu" }, { models: ["qwen3.8-27b"] }]) {
    const view = await loadUsageView(ctx, asked(query));
    const own = events
      .filter((event) => event.occurredAt.toISOString().startsWith("2026-11") && usageStatusOf(event) === "succeeded")
      .filter((event) => !("models" in query) || event.modelId === "qwen3.8-27b")
      .map((event) => event.latencyMs)
      .sort((one, other) => one - other);
    expect(view.latency?.requests).toBe(own.length);
    for (const [share, read] of [
      [0.5, view.latency?.p50Ms],
      [0.95, view.latency?.p95Ms],
    ] as const) {
      const right = own[Math.ceil(own.length * share) - 1] ?? 0;
      expect(Math.abs((read ?? 0) - right)).toBeLessThanOrEqual(right * LATENCY_ERROR + 1);
    }
    expect(view.days.reduce((sum, day) => sum + (day.latency?.requests ?? 0), 0)).toBe(own.length);
  }
});

test("a member sees the totals, their own key by name and everybody else's as one", async () => {
  const { ctx, events, memberId, workspace } = await busy({ role: "member" });
  const view = await loadUsageView(ctx, asked({ groupBy: "key" }));
  const november = events.filter((event) => event.occurredAt.toISOString().startsWith("2026-11"));
  expect(view.seesEverybody).toBe(false);
  expect(view.requests.total).toBe(november.length);
  expect(view.series.map(({ id }) => id).sort()).toEqual(["key_of_member", "other_people"]);
  expect(view.options.member.map(({ id }) => id)).toEqual([memberId]);
  expect(view.options.key.map(({ id }) => id)).toEqual(["key_of_member"]);
  const foreign = await loadUsageView(ctx, asked({ keys: [workspace.apiKeyId] }));
  expect(foreign.requests.total).toBe(0);
  const own = await loadUsageView(ctx, asked({ members: [memberId] }));
  expect(own.requests.total).toBe(november.filter((event) => event.memberId === memberId).length);
});

test.each(["2026-08", "2026-12", "2026-13", "", "all"])("the period %j is not shown", async (periodKey) => {
  const { workspace } = { workspace: await createTestWorkspace(database.db, { now }) };
  const ctx = testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", now });
  await expect(loadUsageView(ctx, asked({ periodKey }))).rejects.toMatchObject({ code: "not_found" });
});

test("another workspace's usage is not in it", async () => {
  await busy();
  const empty = await createTestWorkspace(database.db, { now });
  const ctx = testContext(database.db, empty, { userId: empty.ownerId, role: "owner", now });
  const view = await loadUsageView(ctx, asked({}));
  expect(view).toMatchObject({
    requests: { total: 0 },
    cost: { total: "0.00" },
    models: [],
    series: [],
    latency: null,
  });
  expect(view.forecast?.total).toEqual({ low: "0.00", point: "0.00", high: "0.00" });
});
