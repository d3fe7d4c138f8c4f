import { expect, test } from "vitest";
import { setEnterpriseContract } from "#lib/commands/set-enterprise-contract.ts";
import { setTokenRates } from "#lib/commands/set-token-rates.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { loadBillingPage } from "./billing-page.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-16T00:00:00Z");
const ACTOR = { type: "system", job: "operator" } as const;
const TERMS = {
  monthlyNanos: "12000",
  seats: "25",
  includedInferenceNanos: "500",
  requestsPerMinute: "20000",
  maxConcurrentRequests: "2000",
  isPostpaid: true,
};

async function openContract(terms: object) {
  const workspace = await createTestWorkspace(database.db, { now });
  const { workspaceId, ownerId: userId } = workspace;
  await setEnterpriseContract(database.db, { actor: ACTOR, workspaceId, terms: { ...TERMS, ...terms }, now });
  const load = (at = now) =>
    loadBillingPage(testContext(database.db, workspace, { userId, role: "owner", plan: "enterprise", now: at }));
  return { workspaceId, load };
}

test("a contract shows its end, when it takes effect, and what is used of its purchase order", async () => {
  const { load } = await openContract({
    purchaseOrderNumber: "PO-1",
    purchaseOrderNanos: "20000",
    purchaseOrderExpiresAt: "2027-03-31",
    endsAt: "2027-01-15",
  });
  expect((await load()).contract).toMatchObject({
    monthly: "12000.00",
    purchaseOrder: {
      number: "PO-1",
      expiresAt: "2027-04-01T00:00:00.000Z",
      // Half of November is left.
      covered: { amount: "20000.00", used: "6000.00", state: "ok" },
    },
    end: { endsAt: "2027-01-16T00:00:00.000Z", servesUntil: "2027-02-01T00:00:00.000Z" },
  });
  const december = (await load(new Date("2026-12-02T00:00:00Z"))).contract;
  expect(december?.purchaseOrder?.covered).toMatchObject({ used: "18000.00", state: "nearly_used" });
  const later = (await load(new Date("2027-06-02T00:00:00Z"))).contract;
  expect(later?.purchaseOrder?.covered).toMatchObject({ used: "30000.00", state: "used_up" });
});

test("a contract without end and purchase order shows neither", async () => {
  const { load } = await openContract({});
  expect((await load()).contract).toMatchObject({ purchaseOrder: null, end: null, requiresPurchaseOrder: false });
});

test("a workspace's own rates are shown beside the list's, and what is to come", async () => {
  const { workspaceId, load } = await openContract({});
  expect((await load()).ownRates).toEqual([]);
  const of = { actor: ACTOR, workspaceId, modelId: "qwen3.8-27b", mode: "flex", isDearerAllowed: false, now } as const;
  const rates = { inputNanos: 80n, cachedInputNanos: 8n, outputNanos: 320n };
  await setTokenRates(database.db, { ...of, rates, effectiveAt: null });
  await setTokenRates(database.db, { ...of, rates: null, effectiveAt: new Date("2027-01-01T00:00:00Z") });
  const list = { input: "$0.10", cachedInput: "$0.01", output: "$0.40" };
  const shown = { modelId: "qwen3.8-27b", modelName: "Qwen3.8 27B", mode: "flex", list };
  expect((await load(new Date("2026-11-17T00:00:00Z"))).ownRates).toEqual([
    { ...shown, rates: { input: "$0.08", cachedInput: "$0.008", output: "$0.32" }, from: null, isOwn: true },
    { ...shown, rates: list, from: "2027-01-01T00:00:00.000Z", isOwn: false },
  ]);
});
