import { expect, test, vi } from "vitest";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { loadInvoicesPage } from "#lib/views/invoices-page.ts";
import { openInvoicedWorkspace } from "#prisma/testing/invoiced-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const LONG = { timeout: 60_000 };
const now = new Date("2026-11-10T09:00:00Z");
const TERMS = {
  monthlyNanos: "12000",
  seats: "25",
  includedInferenceNanos: "0",
  requestsPerMinute: "20000",
  maxConcurrentRequests: "2000",
};

test("what was open of a customer that is deleted at Stripe is uncollectible, and audited", LONG, async () => {
  await using own = await openInvoicedWorkspace(database, { now, plan: "enterprise" });
  await using other = await openInvoicedWorkspace(database, { now, plan: "enterprise" });
  for (const workspace of [own, other]) {
    await workspace.setContract(TERMS);
    await workspace.advanceTo(new Date("2026-11-10T12:00:00Z"));
  }
  const rowsOf = async (workspace: typeof own) => (await loadInvoicesPage(workspace.ctx(), { cursor: null })).rows;
  const [open] = await rowsOf(own);
  expect(open).toMatchObject({ status: "open", payUrl: expect.any(String) });
  const stripe = connectSimulator(own.simulator.url, own.simulator.apiKey);
  const [collected] = await own.invoices();
  await stripe.client.customers.del(String(collected?.customer));
  await own.sync();
  expect(await rowsOf(own)).toEqual([{ ...open, status: "uncollectible", due: "0.00", payUrl: null }]);
  expect(await rowsOf(other)).toMatchObject([{ status: "open" }]);
  const { workspaceId } = own.workspace;
  const audited = await database.db.auditEntry.findMany({ where: { workspaceId, action: "customer.retired" } });
  expect(audited).toMatchObject([{ after: { uncollectibleInvoices: [open?.number] } }]);
});
