import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findInvoiceDocument } from "#lib/data/invoice-documents.ts";
import { checkInvoiceDocument } from "#lib/domain/invoices/check-invoice-document.ts";
import { NANOS_PER_DOLLAR } from "#lib/domain/money.ts";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { loadInvoicesPage } from "#lib/views/invoices-page.ts";
import { type InvoicedWorkspace, openInvoicedWorkspace } from "#prisma/testing/invoiced-workspace.ts";
import { issuedInvoices } from "#prisma/testing/issued-invoices.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { issueCreditNote } from "./issue-credit-note.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const LONG = { timeout: 60_000 };
const now = new Date("2026-11-10T09:00:00Z");
const CONTRACT = {
  monthlyNanos: "1000",
  seats: "5",
  includedInferenceNanos: "0",
  requestsPerMinute: "100",
  maxConcurrentRequests: "100",
};

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const stripeOf = ({ simulator }: InvoicedWorkspace) => connectSimulator(simulator.url, simulator.apiKey);

function credit(own: InvoicedWorkspace, invoiceNumber: string, dollars: bigint, reason = "Outage of 3 Nov") {
  return issueCreditNote(
    { db: database.db, stripe: stripeOf(own) },
    {
      actor: { type: "system", job: "operator" },
      workspaceId: own.workspace.workspaceId,
      invoiceNumber,
      amountNanos: dollars * NANOS_PER_DOLLAR,
      reason,
      now: own.simulator.clock.now(),
    },
  );
}

test("what a card paid is refunded, once for each reason, and never more than was asked for", LONG, async () => {
  await using team = await openInvoicedWorkspace(database, { now });
  await team.subscribe("team", 2);
  const [invoice] = await issuedInvoices(database.db, team);
  const number = invoice?.number ?? "";
  expect(invoice?.totalNanos).toBeGreaterThan(100n * NANOS_PER_DOLLAR);
  const note = await credit(team, number, 40n);
  expect(note).toMatchObject({ number: number.replace("-0001", "-CN-0001"), isNew: true });
  expect(await credit(team, number, 40n)).toMatchObject({ number: note.number, isNew: false });
  await expect(credit(team, number, 99n, "Too much")).rejects.toMatchObject({ code: "conflict" });
  expect(await credit(team, number, 10n, "Another")).toMatchObject({ number: number.replace("-0001", "-CN-0002") });
  const { data: notes } = await stripeOf(team).client.creditNotes.list({ limit: 100 });
  expect(notes.map(({ amount, refunds }) => [amount, refunds.length]).sort()).toEqual([
    [1_000, 1],
    [4_000, 1],
  ]);
  const { rows } = await loadInvoicesPage(team.ctx(), { cursor: null });
  expect(rows[0]?.creditNotes.map(({ total }) => total)).toEqual(["40.00", "10.00"]);
  const document = await findInvoiceDocument(
    database.db,
    team.workspace.workspaceId,
    rows[0]?.creditNotes[0]?.creditNoteId ?? "",
  );
  expect(document).toMatchObject({ kind: "credit_note", corrects: { number }, reason: "Outage of 3 Nov" });
  expect(document && checkInvoiceDocument(document)).toEqual([]);
  const audited = await database.db.auditEntry.count({
    where: { workspaceId: team.workspace.workspaceId, action: "credit_note.issued" },
  });
  expect(audited).toBe(2);
});

test("of an open invoice less is due, and the database bounds credit notes too", LONG, async () => {
  await using meridian = await openInvoicedWorkspace(database, { now, plan: "enterprise" });
  await meridian.setContract(CONTRACT);
  await meridian.advanceTo(new Date("2026-11-10T12:00:00Z"));
  const { workspaceId } = meridian.workspace;
  const [invoice] = await issuedInvoices(database.db, meridian);
  await credit(meridian, invoice?.number ?? "", 100n);
  const [after] = await issuedInvoices(database.db, meridian);
  expect(after?.status).toBe("open");
  expect(after?.remainingNanos).toBe((invoice?.totalNanos ?? 0n) - 100n * NANOS_PER_DOLLAR);
  expect(after?.document).toEqual(invoice?.document);
  await expect(
    database.pool.query(
      `INSERT INTO credit_notes (workspace_id, credit_note_id, sequence, number, invoice_id, total_nanos, reason, issued_at, document)
       SELECT workspace_id, 'cn_x', 9, 'X', invoice_id, total_nanos, 'all again', now(), '{}' FROM invoices WHERE workspace_id = $1`,
      [workspaceId],
    ),
  ).rejects.toThrow(/give back more/);
  await expect(
    database.pool.query("UPDATE invoices SET total_nanos = total_nanos - 10000000 WHERE workspace_id = $1", [
      workspaceId,
    ]),
  ).rejects.toThrow(/append-only/);
  await expect(
    database.pool.query(
      `INSERT INTO invoice_lines (workspace_id, invoice_id, position, kind, description, exact_nanos, amount_nanos)
       SELECT workspace_id, invoice_id, 99, 'adjustment', 'more', 10000000, 10000000 FROM invoices WHERE workspace_id = $1`,
      [workspaceId],
    ),
  ).rejects.toThrow(/sum to/);
});

test("of what does not exist nothing is taken back", LONG, async () => {
  await using team = await openInvoicedWorkspace(database, { now });
  await expect(credit(team, "X-0001", 1n)).rejects.toMatchObject({ code: "not_found" });
  await team.subscribe("team", 2);
  await expect(credit(team, "X-0001", 1n)).rejects.toMatchObject({ code: "not_found" });
  await expect(credit(team, "X-0001", 0n)).rejects.toMatchObject({ code: "invalid_input" });
  await expect(credit(team, "X-0001", 1n, "  ")).rejects.toMatchObject({ code: "invalid_input" });
});
