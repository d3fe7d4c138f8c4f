import { expect, test } from "vitest";
import { enforcePlan } from "#lib/commands/enforce-plan.ts";
import { type RatesToSet, setTokenRates } from "#lib/commands/set-token-rates.ts";
import { listWorkspacePrices } from "#lib/data/workspace-prices.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import { planSeats } from "#lib/domain/plans/plan-seats.ts";
import { findPriceVersion } from "#lib/domain/usage/price-version.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

const database = setUpTestDatabase();
const MODEL = "qwen3.8-27b";
const ACTOR = { type: "system", job: "operator" } as const;
const OWN = { inputNanos: 60n, cachedInputNanos: 5n, outputNanos: 200n };

async function newWorkspace(plan: PlanId = "team") {
  const now = systemClock.now();
  const { workspaceId } = await createTestWorkspace(database.db, { now, plan });
  const set = (given: Partial<RatesToSet> = {}) =>
    setTokenRates(database.db, {
      actor: ACTOR,
      workspaceId,
      modelId: MODEL,
      mode: "flex",
      rates: OWN,
      effectiveAt: null,
      isDearerAllowed: false,
      now,
      ...given,
    });
  const audited = () =>
    database.db.auditEntry.findMany({
      where: { workspaceId, action: { startsWith: "token_rates" } },
      orderBy: { auditEntryId: "asc" },
    });
  return { workspaceId, now, set, audited, versions: () => listWorkspacePrices(database.db, workspaceId) };
}

test("rates count from 5 seconds on, are audited with what they replace, and the same again changes nothing", async () => {
  const { now, set, audited, versions } = await newWorkspace();
  const effectiveAt = new Date(now.getTime() + 5_000);
  expect(await set()).toEqual({
    hasChanged: true,
    before: { inputNanos: 100n, cachedInputNanos: 10n, outputNanos: 400n },
    wasList: true,
    after: OWN,
    list: { inputNanos: 100n, cachedInputNanos: 10n, outputNanos: 400n },
    effectiveAt,
    nextAt: null,
  });
  expect(await set({ now: new Date(now.getTime() + 1_000) })).toMatchObject({ hasChanged: false, wasList: false });
  expect(await versions()).toMatchObject([{ modelId: MODEL, mode: "flex", effectiveAt, rates: OWN }]);
  expect(await audited()).toMatchObject([
    {
      action: "token_rates.set",
      actorId: "operator",
      before: { priceVersionId: `${MODEL}/flex/2026-01`, rates: { input: "$0.10", cachedInput: "$0.01" } },
      after: { effectiveAt: effectiveAt.toISOString(), rates: { input: "$0.06", output: "$0.20" } },
    },
  ]);
  expect(await set({ rates: null, now: new Date(now.getTime() + 2_000) })).toMatchObject({
    hasChanged: true,
    before: OWN,
  });
  expect((await audited()).at(-1)).toMatchObject({ action: "token_rates.ended", after: { rates: null } });
});

test("rates that are still to come can be replaced at their instant", async () => {
  const { now, set, versions } = await newWorkspace();
  const effectiveAt = new Date(now.getTime() + 86_400_000);
  await set({ effectiveAt });
  const mended = { ...OWN, outputNanos: 199n };
  await set({ effectiveAt, rates: mended, now: new Date(now.getTime() + 1_000) });
  const wanted = { modelId: MODEL, mode: "flex", at: effectiveAt } as const;
  expect(findPriceVersion(await versions(), wanted)?.rates).toEqual(mended);
});

test("what is refused changes nothing", async () => {
  const { now, set, audited, versions } = await newWorkspace();
  await expect(set({ modelId: "gpt-9" })).rejects.toThrow('no model "gpt-9" with a list price. There are bge');
  await expect(set({ effectiveAt: new Date(now.getTime() + 4_999) })).rejects.toThrow("cannot count from the past");
  await expect(set({ rates: { ...OWN, outputNanos: 401n } })).rejects.toThrow("Dearer than the list: output.");
  await expect(set({ rates: { ...OWN, cachedInputNanos: null } })).rejects.toThrow("cached input");
  const pro = await newWorkspace("pro");
  await expect(pro.set()).rejects.toThrow("Team and Enterprise; this workspace is on Pro");
  expect([...(await versions()), ...(await pro.versions()), ...(await audited()), ...(await pro.audited())]).toEqual(
    [],
  );
  expect((await set({ rates: { ...OWN, outputNanos: 401n }, isDearerAllowed: true })).hasChanged).toBe(true);
});

test("versions are never changed, deleted or written for the past", async () => {
  const { workspaceId, now, set } = await newWorkspace();
  await set();
  const where = { workspaceId };
  const { workspacePriceVersion } = database.db;
  await expect(workspacePriceVersion.updateMany({ where, data: { inputNanos: 1n } })).rejects.toThrow("append-only");
  await expect(workspacePriceVersion.deleteMany({ where })).rejects.toThrow("append-only");
  const of = { workspaceId, priceVersionId: "p", modelId: MODEL, mode: "flex", effectiveAt: now } as const;
  const rates = { inputNanos: 1n, outputNanos: 1n };
  await expect(workspacePriceVersion.create({ data: { ...of, createdAt: now, ...rates } })).rejects.toThrow(
    "workspace_price_versions_not_backdated",
  );
});

test("they end, present and future, with a plan that has no volume pricing", async () => {
  const { workspaceId, now, set, audited, versions } = await newWorkspace();
  const nextMonth = new Date(now.getTime() + 30 * 86_400_000);
  await set();
  await set({ effectiveAt: nextMonth, rates: { ...OWN, outputNanos: 100n } });
  const enforce = (plan: PlanId, at: Date) =>
    database.db.$transaction((tx) =>
      enforcePlan(tx, planSeats(plan, 5), { workspaceId, actor: ACTOR, ip: null, requestId: null, at }),
    );
  await enforce("enterprise", new Date(now.getTime() + 6_000));
  expect(await versions()).toHaveLength(2);
  await enforce("pro", new Date(now.getTime() + 7_000));
  await enforce("pro", new Date(now.getTime() + 8_000));
  const own = await versions();
  expect(own).toHaveLength(4);
  for (const at of [new Date(now.getTime() + 12_000), nextMonth]) {
    expect(findPriceVersion(own, { modelId: MODEL, mode: "flex", at })?.rates).toBeNull();
  }
  expect((await audited()).map(({ action }) => action)).toEqual([
    "token_rates.set",
    "token_rates.set",
    "token_rates.ended",
    "token_rates.ended",
  ]);
});
