import { expect, test, vi } from "vitest";
import type { InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";
import { fromExactDollars, NANOS_PER_DOLLAR, sumNanos } from "#lib/domain/money.ts";
import { type InvoicedWorkspace, openInvoicedWorkspace } from "#prisma/testing/invoiced-workspace.ts";
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
  isPostpaid: true,
};

const open = (options = {}) => openInvoicedWorkspace(database, { now, ...options });
const issued = (of: InvoicedWorkspace) =>
  database.db.invoice.findMany({
    where: { workspaceId: of.workspace.workspaceId },
    include: { lines: { orderBy: { position: "asc" } } },
    orderBy: { sequence: "asc" },
  });
const amounts = (events: readonly { amountNanos: bigint }[]) => sumNanos(events.map((event) => event.amountNanos));

test(
  "a Team's first payment is an invoice at once, its renewal's carries the usage of the month before",
  LONG,
  async () => {
    await using team = await open();
    await team.subscribe("team", 3);
    const [first, ...others] = await issued(team);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ status: "paid", sequence: 1, plan: "team", remainingNanos: 0n });
    expect(first?.lines.map(({ kind }) => kind)).toEqual(["seats"]);
    const used = await team.use("2026-11-12");
    await team.advanceTo(new Date("2026-12-01T00:05:00Z"));
    expect(await issued(team)).toHaveLength(1);
    await team.closeAt("2026-12-01T00:20:00Z");
    await team.advanceTo(new Date("2026-12-01T02:00:00Z"));
    const [, renewal] = await issued(team);
    const [collected] = await team.invoices();
    expect(collected).toMatchObject({ billing_reason: "subscription_cycle", total: 29_700 });
    expect(renewal).toMatchObject({ status: "paid", sequence: 2, totalNanos: 297n * NANOS_PER_DOLLAR });
    const usage = renewal?.lines.filter(({ kind }) => kind === "usage") ?? [];
    expect(sumNanos(usage.map(({ exactNanos }) => exactNanos))).toBe(amounts(used));
    const document = renewal?.document as unknown as InvoiceDocument;
    expect(document.groups.map(({ title }) => title)).toEqual(["Plan", "Usage of November 2026"]);
    expect(document.totals.deductions.map(({ label }) => label)).toContain("Included inference of November 2026");
    expect(document).toMatchObject({ status: "open", payment: { kind: "card", card: "Visa ending in 4242" } });
    expect(document.totals.due).toBe("297.00");
    expect(await team.close()).toMatchObject({ closed: 0, refused: 0 });
    expect(await issued(team)).toHaveLength(2);
  },
);

test("an Enterprise's usage is collected with its renewal, to the cent", LONG, async () => {
  await using meridian = await open({ plan: "enterprise", includedNanos: 0n, creditNanos: 0n });
  await meridian.setContract(TERMS);
  const used = await meridian.use("2026-11-12", { account: "receivable", requests: 400 });
  await meridian.closeAt("2026-12-01T00:20:00Z");
  await meridian.advanceTo(new Date("2026-12-01T02:00:00Z"));
  const [collected] = await meridian.invoices();
  const [first, renewal] = await issued(meridian);
  expect(first?.status).toBe("open");
  expect(renewal?.status).toBe("open");
  const cents = (amounts(used) + 5_000_000n) / 10_000_000n;
  expect(cents).toBeGreaterThan(50n);
  expect(BigInt(collected?.total ?? 0)).toBe(1_200_000n + cents);
  expect(renewal?.totalNanos).toBe((1_200_000n + cents) * 10_000_000n);
  const document = renewal?.document as unknown as InvoiceDocument;
  expect(fromExactDollars(document.totals.due)).toBe(renewal?.totalNanos);
  expect(document.payment).toMatchObject({ kind: "bank_transfer", netDays: 30 });
});
