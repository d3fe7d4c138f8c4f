import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { moveClock } from "#lib/commands/move-clock.ts";
import type { ClockMove } from "#lib/domain/clock-move.ts";
import { sumNanos } from "#lib/domain/money.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { type InvoicedWorkspace, openInvoicedWorkspace } from "#prisma/testing/invoiced-workspace.ts";
import { expectSoundInvoices, issuedInvoices } from "#prisma/testing/issued-invoices.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { BILLING_JOBS } from "./billing-jobs.ts";
import { runJobsOnce } from "./run-jobs-once.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const env = {
  APP_URL: "http://console.test",
  APP_NAME: "Weir",
  SMTP_URL: undefined,
  MAIL_FROM: undefined,
  WEIR_EMBEDDED: true,
  AUTH_SECRET: "a secret of the console under test, long enough",
};
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weir-invoices-"));
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  delete (globalThis as { weirClockOffsetMs?: number }).weirClockOffsetMs;
  rmSync(folder, { recursive: true });
});

function move({ simulator }: InvoicedWorkspace, to: ClockMove): Promise<Date> {
  const parts = { db: database.db, stripe: connectSimulator(simulator.url, simulator.apiKey), env };
  return moveClock(
    {
      db: database.db,
      clockFile: join(folder, "clock.json"),
      simulatorUrl: simulator.url,
      runDueJobs: async (now) => {
        expect(await runJobsOnce(BILLING_JOBS, parts, now)).toBe(0);
      },
    },
    to,
  );
}

test("moved to the next month, the renewal's invoice carries the usage of the month before, and is told", {
  timeout: 120_000,
}, async () => {
  await using meridian = await openInvoicedWorkspace(database, {
    now: systemClock.now(),
    plan: "enterprise",
    creditNanos: 0n,
  });
  await meridian.setContract({
    monthlyNanos: "1000",
    seats: "5",
    includedInferenceNanos: "0",
    requestsPerMinute: "100",
    maxConcurrentRequests: "100",
    isPostpaid: true,
  });
  const used = await meridian.use(systemClock.now().toISOString(), { account: "receivable", requests: 100 });
  const usedNanos = sumNanos(used.map(({ amountNanos }) => amountNanos));
  await move(meridian, { kind: "next_month" });
  await expectSoundInvoices(database.db, meridian);
  const renewal = (await issuedInvoices(database.db, meridian)).at(-1);
  const exact = (kinds: readonly string[]) =>
    sumNanos((renewal?.lines ?? []).filter(({ kind }) => kinds.includes(kind)).map(({ exactNanos }) => exactNanos));
  expect(exact(["usage"])).toBe(usedNanos);
  expect(exact(["plan"])).toBe(1_000_000_000_000n);
  const collected = (await meridian.invoices()).find(({ id }) => id === renewal?.stripeInvoiceId);
  expect(collected?.billing_reason).toBe("subscription_cycle");
  const mails = await database.db.localMail.findMany({ where: { subject: { contains: renewal?.number ?? "?" } } });
  expect(mails).toHaveLength(1);
});
