import { expect, test } from "vitest";
import { setTokenRates } from "#lib/commands/set-token-rates.ts";
import { listWorkspacePrices } from "#lib/data/workspace-prices.ts";
import { fromExactDollars, parseDollars, sumNanos } from "#lib/domain/money.ts";
import { FOCUS_COLUMNS } from "#lib/domain/usage/focus-columns.ts";
import { priceUsage } from "#lib/domain/usage/price-usage.ts";
import { DEFAULT_USAGE_QUERY, type UsageQuery } from "#lib/domain/usage/usage-query.ts";
import { busyWorkspace } from "#prisma/testing/busy-workspace.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { settleHeld } from "#prisma/testing/settle-held.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { loadUsageView } from "./load-usage-view.ts";
import { openUsageExport } from "./usage-export.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-14T10:30:00Z");

async function busy(role: "billing" | "member" = "billing") {
  const { workspace, memberId, events } = await busyWorkspace(database, { now });
  const userId = role === "member" ? memberId : workspace.ownerId;
  const ctx = testContext(database.db, workspace, { userId, role, now });
  const november = events.filter((event) => event.occurredAt.toISOString().startsWith("2026-11"));
  return { ctx, november, memberId, workspace };
}

async function download(ctx: Parameters<typeof openUsageExport>[0], view: string, query: Partial<UsageQuery> = {}) {
  const file = await openUsageExport(ctx, { view, query: { ...DEFAULT_USAGE_QUERY, ...query }, providerName: "Weir" });
  let text = "";
  for await (const chunk of file.chunks) text += chunk;
  const lines = text.split("\r\n").slice(0, -1);
  const title = lines[0]?.replaceAll('"', "") ?? "";
  const table = view === "focus" ? lines : lines.slice(1);
  const cells = table.map((line) =>
    [...`${line},`.matchAll(/(?:"((?:[^"]|"")*)"|([^",]*)),/gy)].map(([, quoted, plain]) => quoted ?? plain ?? ""),
  );
  const [header = [], ...rows] = cells;
  return {
    ...file,
    title,
    header,
    rows: rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? ""]))),
  };
}

const dollars = (rows: Record<string, string>[], column: string) =>
  sumNanos(rows.map((row) => parseDollars(row[column] ?? "") ?? 10n ** 30n));

test("the daily file says what the chart says, with zone and filters in its name and first line", async () => {
  const { ctx } = await busy();
  const query = { zone: "Europe/Berlin", models: ["qwen3.8-27b"] };
  const file = await download(ctx, "daily", query);
  const view = await loadUsageView(ctx, { ...DEFAULT_USAGE_QUERY, ...query });
  expect(file.fileName).toBe("usage-daily-2026-11-Europe_Berlin-filtered.csv");
  expect(file.title).toMatch(
    /2026-11 \(UTC\); days of Europe\/Berlin; only where model is qwen3\.8-27b; as of 2026-11-14T10:30/,
  );
  expect(file.rows.map((row) => [row.date, row.cost_usd, row.requests])).toEqual(
    view.days.map((day) => [day.date, day.cost.total, String(day.requests)]),
  );
});

test("groups, models and errors add up to the same total as the screen", async () => {
  const { ctx, november } = await busy();
  const amount = sumNanos(november.map(({ amountNanos }) => amountNanos));
  for (const view of ["groups", "models"]) expect(dollars((await download(ctx, view)).rows, "cost_usd")).toBe(amount);
  const errors = (await download(ctx, "errors")).rows;
  const failed = november.filter(({ outcome }) => outcome !== "succeeded").length;
  expect(errors.reduce((sum, row) => sum + Number(row.requests), 0)).toBe(failed);
});

test("the requests' file has each of them once", async () => {
  const { ctx, november } = await busy();
  const { rows } = await download(ctx, "requests");
  expect(rows.map((row) => row.request_id).sort()).toEqual(november.map(({ requestId }) => requestId).sort());
  expect(dollars(rows, "cost_usd")).toBe(sumNanos(november.map(({ amountNanos }) => amountNanos)));
});

test("a FOCUS file has exactly its columns, and its billed cost is what is charged", async () => {
  const { ctx } = await busy();
  const { header, rows, fileName } = await download(ctx, "focus", { zone: "Asia/Tokyo", statuses: ["server"] });
  const view = await loadUsageView(ctx, DEFAULT_USAGE_QUERY);
  expect(fileName).toBe("usage-focus-2026-11-UTC-filtered.csv");
  expect(header).toEqual([...FOCUS_COLUMNS]);
  expect(header).toEqual(header.toSorted());
  expect(dollars(rows, "BilledCost")).toBe(fromExactDollars(view.split.charged));
  const usage = rows.filter((row) => row.ChargeCategory === "Usage");
  expect(dollars(usage, "ListCost")).toBe(fromExactDollars(view.cost.total));
  expect(usage.reduce((sum, row) => sum + Number(row.ConsumedQuantity), 0)).toBe(view.tokens.total);
  for (const row of usage) {
    expect(row.BilledCost).not.toMatch(/^-/);
    expect(row.ListUnitPrice).not.toBe("");
    expect(row.SkuPriceId).toMatch(/^(qwen3\.8-27b\/flex|deepseek-v4-pro\/active)\/(input|cachedInput|output)$/);
    if (row.ListUnitPrice)
      expect((parseDollars(row.ListUnitPrice) ?? -1n) * BigInt(row.PricingQuantity ?? "0")).toBe(
        parseDollars(row.ListCost ?? ""),
      );
  }
  for (const row of rows) {
    expect(row).toMatchObject({
      BillingPeriodStart: "2026-11-01T00:00:00Z",
      BillingCurrency: "USD",
      ServiceName: "Inference",
    });
    for (const column of [
      "ChargePeriodStart",
      "ChargePeriodEnd",
      "ResourceId",
      "SkuId",
      "SubAccountId",
      "ProviderName",
    ])
      expect(row[column]).not.toBe("");
  }
});

test("a FOCUS file has the list's prices beside rates of the workspace's own", async () => {
  const { november } = await busy();
  const { workspaceId, ownerId } = await createTestWorkspace(database.db, { now, plan: "team" });
  const rates = { inputNanos: 80n, cachedInputNanos: 8n, outputNanos: 320n };
  await setTokenRates(database.db, {
    ...{ actor: { type: "system", job: "operator" }, workspaceId, modelId: "qwen3.8-27b", mode: "flex", rates },
    ...{ effectiveAt: null, isDearerAllowed: false, now: new Date("2026-11-02T00:00:00Z") },
  });
  const [own] = await listWorkspacePrices(database.db, workspaceId);
  const listed = november.filter(
    ({ modelId, occurredAt }) => modelId === "qwen3.8-27b" && occurredAt >= new Date("2026-11-03T00:00:00Z"),
  );
  const billed = listed.map((event) => ({ ...event, priceVersionId: own?.id ?? "", ...priceUsage(rates, event) }));
  await settleHeld(
    database.pool,
    billed.map((event) => ({ ...event, workspaceId })),
  );
  const ctx = testContext(database.db, { workspaceId }, { userId: ownerId, role: "owner", now });
  const usage = (await download(ctx, "focus")).rows.filter((row) => row.ChargeCategory === "Usage");
  const sumOf = (events: typeof listed) => sumNanos(events.map(({ amountNanos }) => amountNanos));
  expect(dollars(usage, "ListCost")).toBe(sumOf(listed));
  expect(dollars(usage, "BilledCost")).toBe(sumOf(billed));
  expect(sumOf(billed)).toBeLessThan(sumOf(listed));
  const output = usage.filter((row) => row.SkuPriceId === "qwen3.8-27b/flex/output");
  expect(new Set(output.map((row) => row.ContractedUnitPrice))).toEqual(new Set(["0.00000032"]));
  expect(output.every((row) => (parseDollars(row.ListUnitPrice ?? "") ?? 0n) > 320n)).toBe(true);
});

test("a member's files name nobody else", async () => {
  const { ctx, memberId, november, workspace } = await busy("member");
  const own = november.filter((event) => event.memberId === memberId);
  expect((await download(ctx, "requests")).rows).toHaveLength(own.length);
  expect(dollars((await download(ctx, "focus")).rows, "ListCost")).toBeGreaterThanOrEqual(0n);
  const focus = (await download(ctx, "focus")).rows;
  expect(new Set(focus.map((row) => row.SubAccountId))).toEqual(new Set(["key_of_member"]));
  for (const view of ["groups", "requests", "focus"]) {
    const { rows } = await download(ctx, view, { groupBy: "member" });
    expect(JSON.stringify(rows)).not.toContain(workspace.ownerId);
  }
});

test("another workspace's files are empty, and an unknown export is refused", async () => {
  await busy();
  const empty = await createTestWorkspace(database.db, { now });
  const ctx = testContext(database.db, empty, { userId: empty.ownerId, role: "owner", now });
  for (const view of ["groups", "models", "errors", "requests", "focus"])
    expect((await download(ctx, view)).rows).toEqual([]);
  await expect(download(ctx, "everything")).rejects.toMatchObject({ code: "invalid_input" });
  await expect(download(ctx, "focus", { periodKey: "2020-01" })).rejects.toMatchObject({ code: "not_found" });
});
