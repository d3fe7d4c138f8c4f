import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openInvoicedWorkspace } from "#prisma/testing/invoiced-workspace.ts";
import { expectSoundInvoices, issuedInvoices } from "#prisma/testing/issued-invoices.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-10T09:00:00Z");

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** What may happen in between, in any order and as often as it likes. */
const step = fc.constantFrom("sync", "close", "use", "seat", "pass_hours", "pass_days", "decline" as const);

test("whatever comes in whatever order, each of Stripe's invoices is one of Weir's, to the cent", {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 6, maxLength: 16 }),
      fc.integer({ min: 1, max: 80 }),
      async (steps, requests) => {
        await using team = await openInvoicedWorkspace(database, { now });
        const { clock } = team.simulator;
        const pass = (hours: number) => clock.advanceTo(new Date(clock.now().getTime() + hours * 3_600_000));
        let seats = 2;
        await team.subscribe("team", seats);
        for (const [index, one] of steps.entries()) {
          if (one === "sync") await team.sync();
          else if (one === "close") await team.close();
          else if (one === "use") await team.use(clock.now().toISOString(), { seed: `use ${index}`, requests });
          else if (one === "pass_hours") await pass(5);
          else if (one === "pass_days") await pass(24 * 13);
          else if (one === "decline") team.planPayment("card_declined");
          else if (
            await team
              .quote("team", seats + 1)
              .then((id) => team.accept(id))
              .then(({ outcome }) => outcome === "changed")
              .catch(() => false)
          )
            seats += 1;
        }
        const end = new Date(Date.UTC(clock.now().getUTCFullYear(), clock.now().getUTCMonth() + 1, 1, 0, 20));
        await team.closeAt(end.toISOString());
        await pass(2);
        await team.sync();
        await team.close();
        await pass(3);
        await Promise.all([team.close(), team.sync()]);
        await expectSoundInvoices(database.db, team);
        const open = await database.db.usageStatement.count({
          where: { workspaceId: team.workspace.workspaceId, invoiceId: null },
        });
        expect(open).toBe(0);
        expect((await issuedInvoices(database.db, team)).length).toBeGreaterThan(0);
        await database.pool.query("UPDATE workspaces SET created_at = '2040-01-01'");
      },
    ),
    { numRuns: 12, endOnFailure: true },
  );
});

test("what Stripe collects for usage is what Weir's lines come to, whatever was used", {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 400 }),
      fc.constantFrom("0", "0.05", "3"),
      fc.boolean(),
      async (requests, included, isLate) => {
        await using meridian = await openInvoicedWorkspace(database, { now, plan: "enterprise", creditNanos: 0n });
        await meridian.setContract({
          monthlyNanos: "100",
          seats: "5",
          includedInferenceNanos: included,
          requestsPerMinute: "100",
          maxConcurrentRequests: "100",
          isPostpaid: true,
        });
        await meridian.use("2026-11-12", { account: "receivable", requests, seed: `${requests}` });
        await meridian.closeAt(isLate ? "2026-12-01T01:20:00Z" : "2026-12-01T00:20:00Z");
        await meridian.advanceTo(new Date("2026-12-01T02:30:00Z"));
        await meridian.closeAt("2026-12-01T06:00:00Z");
        await expectSoundInvoices(database.db, meridian);
        const statements = await database.db.usageStatement.findMany({
          where: { workspaceId: meridian.workspace.workspaceId },
        });
        expect(statements.every(({ invoiceId }) => invoiceId !== null)).toBe(true);
        await database.pool.query("UPDATE workspaces SET created_at = '2040-01-01'");
      },
    ),
    { numRuns: 12, endOnFailure: true },
  );
});
