import { expect, test } from "vitest";
import { readUsageSince } from "#lib/data/purchase-orders.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { setEnterpriseContract } from "./set-enterprise-contract.ts";
import { warnOfPurchaseOrders } from "./warn-of-purchase-orders.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database);
const MODEL = "qwen3.8-27b";
const ACTOR = { type: "system", job: "operator" } as const;

test("payers are told once at 80% and once at 100% of what usage and fees leave of a purchase order", async () => {
  const now = systemClock.now();
  const workspace = await createTestWorkspace(database.db, { now, deployments: [{ modelId: MODEL }] });
  const { workspaceId, apiKey } = workspace;
  const set = (terms: object) => setEnterpriseContract(database.db, { actor: ACTOR, workspaceId, terms, now });
  const terms = { monthlyNanos: "0", seats: "5", includedInferenceNanos: "0", isPostpaid: true };
  await set({ ...terms, requestsPerMinute: "9000", maxConcurrentRequests: "90", purchaseOrderNumber: "PO-1" });
  const ask = (tokens: number) =>
    gateway.client(apiKey).chat.completions.create({
      model: MODEL,
      messages: [{ role: "user", content: `[[sim: tokens=${tokens}]] Hello` }],
    });
  // 0.4 micro-dollars a token: 20,000 tokens are 0.8 cents, and a bit for the input.
  await ask(20_500);
  const usedNanos = await readUsageSince(database.db, workspaceId, now);
  const { _sum } = await database.db.usageEvent.aggregate({ where: { workspaceId }, _sum: { amountNanos: true } });
  expect(usedNanos).toBe(_sum.amountNanos);
  expect(usedNanos).toBeGreaterThan(8_000_000n);
  const told = async () => {
    await warnOfPurchaseOrders(database.db, now);
    await warnOfPurchaseOrders(database.db, now);
    const messages = await database.db.outboxMessage.findMany({
      where: { workspaceId, topic: "purchase_order.used" },
      orderBy: { messageKey: "asc" },
    });
    return messages.map(({ payload }) => payload);
  };
  expect(await told()).toEqual([]);
  await set({ purchaseOrderNanos: "0.01" });
  expect(await told()).toMatchObject([{ number: "PO-1", percent: "80", amount: "0.01" }]);
  await ask(5_000);
  expect(await told()).toMatchObject([{ percent: "100" }, { percent: "80" }]);
  await set({ purchaseOrderNumber: "PO-2", purchaseOrderNanos: "1000" });
  expect(await told()).toHaveLength(2);
});
