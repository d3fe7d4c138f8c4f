import { expect, test } from "vitest";
import { setTokenRates } from "#lib/commands/set-token-rates.ts";
import { listWorkspacePrices } from "#lib/data/workspace-prices.ts";
import { fromExactDollars, NANOS_PER_DOLLAR, parseDollars, sumNanos, toExactDollars } from "#lib/domain/money.ts";
import { priceUsage } from "#lib/domain/usage/price-usage.ts";
import { DEFAULT_USAGE_QUERY, type UsageQuery } from "#lib/domain/usage/usage-query.ts";
import { usageStatusOf } from "#lib/domain/usage/usage-status.ts";
import { busyWorkspace } from "#prisma/testing/busy-workspace.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { settleHeld } from "#prisma/testing/settle-held.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { loadUsageRequest, loadUsageRequests } from "./usage-requests.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-14T10:30:00Z");

async function busy(role: "viewer" | "member" = "viewer") {
  const { workspace, memberId, events } = await busyWorkspace(database, { now });
  const userId = role === "member" ? memberId : workspace.ownerId;
  const ctx = testContext(database.db, workspace, { userId, role, now });
  const november = events
    .filter((event) => event.occurredAt.toISOString().startsWith("2026-11"))
    .sort((one, other) => (one.requestId < other.requestId ? 1 : -1));
  return { workspace, memberId, ctx, november };
}

type Params = { query?: Partial<UsageQuery>; from?: Date; to?: Date };

async function readAll(ctx: Parameters<typeof loadUsageRequests>[0], { query, from, to }: Params) {
  const pages = [];
  let cursor: string | null = null;
  do {
    const page = await loadUsageRequests(ctx, {
      query: { ...DEFAULT_USAGE_QUERY, ...query },
      from: from ?? null,
      to: to ?? null,
      cursor,
    });
    pages.push(page.requests);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return pages;
}

test("pages hold each request of the period once, newest first", async () => {
  const { ctx, november } = await busy();
  const pages = await readAll(ctx, {});
  expect(pages.length).toBeGreaterThan(2);
  expect(pages.flat().map(({ requestId }) => requestId)).toEqual(november.map(({ requestId }) => requestId));
  expect(sumNanos(pages.flat().map(({ cost }) => fromExactDollars(cost)))).toBe(
    sumNanos(november.map(({ amountNanos }) => amountNanos)),
  );
});

test("a span and filters leave exactly the requests they name", async () => {
  const { ctx, november, workspace } = await busy();
  const from = new Date("2026-11-03T04:07:00Z");
  const to = new Date("2026-11-11T17:52:30Z");
  const inSpan = november.filter(({ occurredAt }) => occurredAt >= from && occurredAt < to);
  const cases: [Partial<UsageQuery>, (event: (typeof november)[number]) => boolean][] = [
    [{}, () => true],
    [{ models: ["deepseek-v4-pro"] }, (event) => event.modelId === "deepseek-v4-pro"],
    [
      { keys: [workspace.apiKeyId], statuses: ["succeeded"] },
      (event) => event.apiKeyId === workspace.apiKeyId && event.outcome === "succeeded",
    ],
    [
      { statuses: ["caller", "rate_limited", "server", "client_closed", "interrupted"] },
      (event) => event.outcome !== "succeeded",
    ],
  ];
  for (const [query, matches] of cases) {
    const expected = inSpan.filter(matches).map(({ requestId }) => requestId);
    expect(expected.length).toBeGreaterThan(0);
    const pages = await readAll(ctx, { query, from, to });
    expect(pages.flat().map(({ requestId }) => requestId)).toEqual(expected);
  }
});

test("a request's lines are tokens times the rates of its price version, and add up to its cost", async () => {
  const { ctx, november } = await busy();
  for (const event of november.slice(0, 40)) {
    const view = await loadUsageRequest(ctx, { requestId: event.requestId });
    expect(view).toMatchObject({ status: usageStatusOf(event), cost: toExactDollars(event.amountNanos) });
    expect(sumNanos(view.lines.map(({ amount }) => fromExactDollars(amount)))).toBe(event.amountNanos);
    for (const { tokens, ratePerMillion, amount } of view.lines)
      expect((BigInt(tokens) * (parseDollars(ratePerMillion) ?? -1n)) / 1_000_000n).toBe(fromExactDollars(amount));
    expect(view.lines.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(view.totalTokens);
    if (event.amountNanos > 0n) expect(view.price?.id).toBe(event.priceVersionId);
  }
  expect(november.slice(0, 40).some(({ amountNanos }) => amountNanos < NANOS_PER_DOLLAR)).toBe(true);
});

test("a request at the workspace's own rates shows those, also when the list's are back", async () => {
  const { workspace, november } = await busy();
  const { workspaceId, ownerId } = await createTestWorkspace(database.db, { now, plan: "team" });
  const model = { modelId: "qwen3.8-27b", mode: "flex" } as const;
  const change = { actor: { type: "system", job: "operator" }, workspaceId, ...model, isDearerAllowed: false } as const;
  const rates = { inputNanos: 80n, cachedInputNanos: 8n, outputNanos: 320n };
  await setTokenRates(database.db, { ...change, rates, effectiveAt: null, now: new Date("2026-11-02T00:00:00Z") });
  await setTokenRates(database.db, { ...change, rates: null, effectiveAt: null, now });
  const [own] = await listWorkspacePrices(database.db, workspaceId);
  const events = november
    .filter(({ modelId, outcome }) => modelId === model.modelId && outcome === "succeeded")
    .slice(0, 5)
    .map((event) => ({ ...event, workspaceId, priceVersionId: own?.id ?? "", ...priceUsage(rates, event) }));
  await settleHeld(database.pool, events);
  const ctx = testContext(database.db, { workspaceId }, { userId: ownerId, role: "owner", now });
  for (const { requestId, amountNanos } of events) {
    const view = await loadUsageRequest(ctx, { requestId });
    expect(view.price).toEqual({ id: own?.id, mode: "flex", effectiveAt: own?.effectiveAt.toISOString(), isOwn: true });
    expect(amountNanos).toBeGreaterThan(0n);
    expect(sumNanos(view.lines.map(({ amount }) => fromExactDollars(amount)))).toBe(amountNanos);
    expect(view.lines.find(({ tokenClass }) => tokenClass === "output")?.ratePerMillion).toBe("0.32");
  }
  const listed = testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", now });
  expect(await loadUsageRequest(listed, { requestId: events[0]?.requestId ?? "" })).toMatchObject({
    price: { isOwn: false },
  });
});

test("a member sees their own requests and nobody else's", async () => {
  const { ctx, november, memberId, workspace } = await busy("member");
  const own = november.filter((event) => event.memberId === memberId).map(({ requestId }) => requestId);
  const foreign = november.find((event) => event.memberId !== memberId)?.requestId ?? "";
  expect((await readAll(ctx, {})).flat().map(({ requestId }) => requestId)).toEqual(own);
  expect((await readAll(ctx, { query: { members: [workspace.ownerId] } })).flat()).toEqual([]);
  expect((await readAll(ctx, { query: { keys: [workspace.apiKeyId] } })).flat()).toEqual([]);
  await expect(loadUsageRequest(ctx, { requestId: foreign })).rejects.toMatchObject({ code: "not_found" });
  expect(await loadUsageRequest(ctx, { requestId: own[0] ?? "" })).toMatchObject({ requestId: own[0] });
});

test("another workspace's requests are not found, and bad input is refused", async () => {
  const { november } = await busy();
  const other = await createTestWorkspace(database.db, { now });
  const ctx = testContext(database.db, other, { userId: other.ownerId, role: "owner", now });
  expect((await readAll(ctx, {})).flat()).toEqual([]);
  for (const requestId of [november[0]?.requestId ?? "", "1", "' OR true"])
    await expect(loadUsageRequest(ctx, { requestId })).rejects.toMatchObject({ code: "not_found" });
  const params = { query: DEFAULT_USAGE_QUERY, from: null, to: null, cursor: "next" };
  await expect(loadUsageRequests(ctx, params)).rejects.toMatchObject({ code: "invalid_input" });
});
