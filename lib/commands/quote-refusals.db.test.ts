import { describe, expect, test, vi } from "vitest";
import type { Context } from "#lib/context.ts";
import { ROLES } from "#lib/domain/permissions.ts";
import { type BilledWorkspace, openBilledWorkspace } from "#prisma/testing/billed-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { acceptQuote } from "./accept-quote.ts";
import { quotePlanChange } from "./quote-plan-change.ts";
import { undoPlanChange } from "./undo-plan-change.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-16T00:00:00Z");
const at = (time: string) => new Date(`2026-11-16T${time}Z`);

async function onTeam(seats = 3) {
  const billed = await openBilledWorkspace(database.db, { now });
  await billed.subscribe("team", seats);
  return billed;
}
const asRole = (billed: BilledWorkspace, role: (typeof ROLES)[number]): Context => {
  const ctx = billed.ctx();
  return ctx.actor.type === "user" ? { ...ctx, actor: { ...ctx.actor, role } } : ctx;
};

describe("only owners", () => {
  test.each(ROLES.filter((role) => role !== "owner"))("%s may neither quote, accept nor undo", async (role) => {
    await using billed = await openBilledWorkspace(database.db, { now });
    const quoteId = await billed.quote("pro");
    const ctx = asRole(billed, role);
    const attempts = [
      () => quotePlanChange(ctx, { plan: "pro", seats: 0 }),
      () => acceptQuote(ctx, { quoteId }),
      () => undoPlanChange(ctx),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: "forbidden" });
  });

  test("of this workspace: another one's quote does not exist", async () => {
    await using billed = await openBilledWorkspace(database.db, { now });
    await using other = await openBilledWorkspace(database.db, { now });
    const quoteId = await billed.quote("pro");
    await expect(other.accept(quoteId)).rejects.toMatchObject({ code: "not_found" });
    await expect(billed.accept(quoteId)).resolves.toMatchObject({ outcome: "checkout" });
  });

  test("without payments configured, nothing can be quoted, accepted or undone", async () => {
    await using billed = await openBilledWorkspace(database.db, { now });
    const quoteId = await billed.quote("pro");
    const ctx = { ...billed.ctx(), stripe: null };
    const refused = { code: "service_unavailable" };
    await expect(quotePlanChange(ctx, { plan: "pro", seats: 0 })).rejects.toMatchObject(refused);
    await expect(acceptQuote(ctx, { quoteId })).rejects.toMatchObject(refused);
    await expect(undoPlanChange(ctx)).rejects.toMatchObject(refused);
  });
});

test("a workspace that is read-only until it pays may lower its plan, and buys nothing more", async () => {
  await using billed = await onTeam();
  for (let count = 0; count < 9; count += 1) billed.planPayment("insufficient_funds");
  await billed.advanceTo(new Date("2026-12-10T00:00:00Z"));
  const [since, until] = [new Date("2026-12-01T01:00:00Z"), new Date("2026-12-08T01:00:00Z")];
  const ctx: Context = { ...billed.ctx(), payment: { kind: "read_only", since, until } };
  await expect(quotePlanChange(ctx, { plan: "team", seats: 9 })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("Pay the open invoice first"),
  });
  const { quoteId } = await quotePlanChange(ctx, { plan: "pro", seats: 0 });
  expect(await acceptQuote(ctx, { quoteId })).toMatchObject({ outcome: "scheduled" });
});

describe("a quote is refused", () => {
  test("after 15 minutes, and changes nothing", async () => {
    await using billed = await onTeam();
    const quoteId = await billed.quote("team", 5);
    await billed.simulator.clock.advanceTo(at("00:15:00"));
    await expect(billed.accept(quoteId)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("has expired. Nothing was charged"),
    });
    expect(await billed.invoices()).toHaveLength(1);
  });

  test("once another change has been made since, by whatever way", async () => {
    await using billed = await onTeam();
    const stale = await billed.quote("team", 5);
    await billed.accept(await billed.quote("team", 4));
    await expect(billed.accept(stale)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("have changed since"),
    });
    const outside = await billed.quote("team", 6);
    const stripe = billed.ctx().stripe?.client;
    const [subscription] = (await stripe?.subscriptions.list({ limit: 1 }))?.data ?? [];
    await stripe?.subscriptions.update(subscription?.id ?? "", {
      items: [{ id: subscription?.items.data[0]?.id ?? "", quantity: 7 }],
      proration_behavior: "none",
    });
    await expect(billed.accept(outside)).rejects.toMatchObject({ code: "conflict" });
    const { workspaceId } = billed.workspace;
    expect(await database.db.workspace.findUnique({ where: { workspaceId } })).toMatchObject({ seats: 7 });
  });

  test("the second time it is accepted, also at the same moment", async () => {
    await using billed = await onTeam();
    const quoteId = await billed.quote("team", 5);
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => billed.accept(quoteId)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await billed.invoices()).toHaveLength(2);
  });

  test("while another one is being confirmed, which then goes through", async () => {
    await using billed = await onTeam();
    const [first, second] = [await billed.quote("team", 4), await billed.quote("team", 6)];
    billed.simulator.simulator.faults.push({ kind: "slow", waitMs: 500, method: "POST", path: "/v1/subscriptions/" });
    const accepting = billed.accept(first);
    const { workspaceId } = billed.workspace;
    await vi.waitUntil(() =>
      database.db.quote.findFirst({ where: { workspaceId, quoteId: first, NOT: { acceptedAt: null } } }),
    );
    await expect(billed.accept(second)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Another change of this workspace is being made"),
    });
    await expect(undoPlanChange(billed.ctx())).resolves.toBeUndefined();
    expect(await accepting).toEqual({ outcome: "changed" });
    expect(await billed.invoices()).toHaveLength(2);
  });

  test("if it is one of several at the same moment: one of them is made", async () => {
    await using billed = await onTeam();
    const quoteIds = [await billed.quote("team", 4), await billed.quote("team", 5), await billed.quote("team", 6)];
    const results = await Promise.allSettled(quoteIds.map((quoteId) => billed.accept(quoteId)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "conflict" });
    }
    expect(await billed.invoices()).toHaveLength(2);
  });

  test("near the end of a period it is valid only until that", async () => {
    await using billed = await onTeam();
    await billed.simulator.clock.advanceTo(new Date("2026-11-30T23:50:00Z"));
    const quoteId = await billed.quote("team", 5);
    const { workspaceId } = billed.workspace;
    const quote = await database.db.quote.findUniqueOrThrow({
      where: { workspaceId_quoteId: { workspaceId, quoteId } },
    });
    expect(quote.expiresAt).toEqual(new Date("2026-12-01T00:00:00Z"));
    await billed.advanceTo(new Date("2026-12-01T00:01:00Z"));
    await expect(billed.accept(quoteId)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("no quote is made", () => {
  test.each([
    ["enterprise", 0, "plan_not_allowed"],
    ["team", 1, "invalid_input"],
    ["team", 1.5, "invalid_input"],
    ["team", 3, "conflict"],
  ] as const)("for %s with %d seats: %s", async (plan, seats, code) => {
    await using billed = await onTeam(3);
    await expect(billed.quote(plan, seats)).rejects.toMatchObject({ code });
  });

  test("to lower a plan that no subscription pays for", async () => {
    await using billed = await openBilledWorkspace(database.db, { now, plan: "team" });
    await expect(billed.quote("starter")).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("No subscription pays"),
    });
  });

  test("to upgrade while a payment is missing", async () => {
    await using billed = await onTeam();
    billed.planPayment("card_declined");
    await billed.advanceTo(new Date("2026-12-01T02:00:00Z"));
    await expect(billed.quote("team", 5)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Pay the open invoice first"),
    });
  });
});
