import { expect, test, vi } from "vitest";
import { openInvoicedWorkspace } from "#prisma/testing/invoiced-workspace.ts";
import { issuedInvoices } from "#prisma/testing/issued-invoices.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const LONG = { timeout: 90_000 };
const now = new Date("2026-11-10T09:00:00Z");

test("a month of Pro has no invoice, though the workspace is Team by the time it is closed", LONG, async () => {
  await using own = await openInvoicedWorkspace(database, { now });
  await own.subscribe("pro");
  await own.use("2026-11-12");
  await own.advanceTo(new Date("2026-12-01T00:01:00Z"));
  await own.accept(await own.quote("team", 3));
  await own.sync();
  const { workspaceId } = own.workspace;
  expect(await database.db.workspace.findUniqueOrThrow({ where: { workspaceId } })).toMatchObject({ plan: "team" });
  await own.closeAt("2026-12-01T00:20:00Z");
  await own.advanceTo(new Date("2026-12-01T05:00:00Z"));
  await own.close();
  const where = { workspaceId };
  expect(await database.db.periodClosing.findMany({ where })).toMatchObject([{ state: "closed", isInvoiced: false }]);
  const lines = (await issuedInvoices(database.db, own)).flatMap((invoice) => invoice.lines);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter(({ modelId }) => modelId !== null)).toEqual([]);
});
