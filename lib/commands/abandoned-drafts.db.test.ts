import { expect, test, vi } from "vitest";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { type InvoicedWorkspace, openInvoicedWorkspace } from "#prisma/testing/invoiced-workspace.ts";
import { expectSoundInvoices } from "#prisma/testing/issued-invoices.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const LONG = { timeout: 90_000 };
const now = new Date("2026-11-10T09:00:00Z");
const TERMS = {
  monthlyNanos: "12000",
  seats: "25",
  includedInferenceNanos: "0",
  requestsPerMinute: "20000",
  maxConcurrentRequests: "2000",
  isPostpaid: true,
};

/** A contract with usage of $1.07 in November, at ten past midnight on 1 December, when its renewal is a draft. */
async function openUsedContract(): Promise<InvoicedWorkspace> {
  const own = await openInvoicedWorkspace(database, { now, plan: "enterprise", includedNanos: 0n, creditNanos: 0n });
  await own.setContract(TERMS);
  await own.use("2026-11-12", { account: "receivable", requests: 400 });
  await own.advanceTo(new Date("2026-12-01T00:10:00Z"));
  return own;
}

/** What happens in Stripe's own console, behind Weir's back. */
async function cancelElsewhere({ simulator }: InvoicedWorkspace): Promise<void> {
  const { client } = connectSimulator(simulator.url, simulator.apiKey);
  const { data } = await client.subscriptions.list();
  for (const { id } of data) await client.subscriptions.cancel(id);
}

/** Every line of usage, with the state of its invoice. */
async function collectedUsage(own: InvoicedWorkspace): Promise<[status: string | null, cents: number][]> {
  return (await own.invoices()).flatMap(({ status, lines }) =>
    lines.data
      .filter(({ description }) => description === "Usage of November 2026")
      .map(({ amount }): [string | null, number] => [status, amount]),
  );
}

test("usage is not put on the draft of a subscription that has ended", LONG, async () => {
  await using own = await openUsedContract();
  await cancelElsewhere(own);
  await own.close();
  await own.advanceTo(new Date("2026-12-03T05:00:00Z"));
  await own.close();
  expect(await collectedUsage(own)).toEqual([["open", 107]]);
  await expectSoundInvoices(database.db, own);
});

test("usage on a draft whose subscription ends is taken off and collected once", LONG, async () => {
  await using own = await openUsedContract();
  await own.close();
  expect(await collectedUsage(own)).toEqual([["draft", 107]]);
  await cancelElsewhere(own);
  for (const day of ["03", "04", "05"]) await own.closeAt(`2026-12-${day}T05:00:00Z`);
  expect(await collectedUsage(own)).toEqual([["open", 107]]);
  await expectSoundInvoices(database.db, own);
});
