import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";
import { fromExactDollars } from "#lib/domain/money.ts";
import { newId } from "#lib/platform/ids.ts";
import { loadInvoicePage } from "#lib/views/invoice-page.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { sampleInvoice, sampleLine } from "#prisma/testing/sample-invoices.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { makeInvoiceFiles } from "./make-invoice-files.ts";
import { openInvoiceFile } from "./open-invoice-file.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-02T10:00:00Z");
const document = sampleInvoice([{ title: "Plan", lines: [sampleLine("Team plan", "198.00")] }]);

async function workspaceWithInvoice(issued: InvoiceDocument = document) {
  const workspace = await createTestWorkspace(database.db, { now });
  const invoiceId = newId("invoice", now);
  const nanos = fromExactDollars(issued.totals.total);
  const line = { position: 1, kind: "seats" as const, description: "Team plan", exactNanos: nanos, amountNanos: nanos };
  await database.db.invoice.create({
    data: {
      workspaceId: workspace.workspaceId,
      invoiceId,
      sequence: 1,
      number: issued.number,
      status: "open",
      plan: "team",
      issuedAt: now,
      periodStart: new Date("2026-11-01T00:00:00Z"),
      periodEnd: new Date("2026-12-01T00:00:00Z"),
      totalNanos: nanos,
      balanceNanos: 0n,
      dueNanos: nanos,
      remainingNanos: nanos,
      document: issued as unknown as Prisma.InputJsonValue,
      createdAt: now,
      lines: { create: [line] },
    },
  });
  const asked = (role: "owner" | "billing" | "member") =>
    testContext(database.db, workspace, { userId: workspace.ownerId, role, now });
  return { ...workspace, invoiceId, asked };
}

test("the file is made once, and whoever asks gets the bytes that were first", async () => {
  const { asked, invoiceId, workspaceId } = await workspaceWithInvoice();
  const files = await Promise.all([1, 2, 3].map(() => openInvoiceFile(asked("billing"), { documentId: invoiceId })));
  for (const { bytes, sha256, number, kind } of files) {
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
    expect(Buffer.from(bytes).equals(Buffer.from(files[0]?.bytes ?? []))).toBe(true);
    expect([kind, number]).toEqual(["invoice", document.number]);
  }
  const stored = await database.db.invoiceFile.findMany({ where: { workspaceId } });
  expect(stored.map((file) => file.sha256)).toEqual([files[0]?.sha256]);
});

test("a file that was kept is handed out as it is, whatever a renderer would make today", async () => {
  const { asked, invoiceId, workspaceId } = await workspaceWithInvoice();
  const bytes = new Uint8Array(Buffer.from("%PDF-1.4 of an older renderer"));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await database.db.invoiceFile.create({ data: { workspaceId, documentId: invoiceId, sha256, bytes, madeAt: now } });
  expect(await openInvoiceFile(asked("owner"), { documentId: invoiceId })).toMatchObject({ sha256 });
  await expect(database.db.invoiceFile.deleteMany({ where: { workspaceId } })).rejects.toThrow("append-only");
  await expect(
    database.db.invoiceFile.updateMany({ where: { workspaceId }, data: { madeAt: new Date(0) } }),
  ).rejects.toThrow("append-only");
});

test("a hash that is not the bytes' is refused", async () => {
  const { invoiceId, workspaceId } = await workspaceWithInvoice();
  const bytes = new Uint8Array(Buffer.from("%PDF-1.7"));
  const sha256 = "0".repeat(64);
  const wrong = { workspaceId, documentId: invoiceId, sha256, bytes, madeAt: now };
  await expect(database.db.invoiceFile.create({ data: wrong })).rejects.toThrow("invoice_files_hash_is_the_bytes");
});

test("another workspace, an unknown id and a role without billing get nothing", async () => {
  const { asked, invoiceId } = await workspaceWithInvoice();
  const other = await workspaceWithInvoice();
  const notFound = { code: "not_found" };
  await expect(openInvoiceFile(other.asked("owner"), { documentId: invoiceId })).rejects.toMatchObject(notFound);
  for (const documentId of ["inv_unknown", "inv_\u0000"]) {
    await expect(openInvoiceFile(asked("owner"), { documentId })).rejects.toMatchObject(notFound);
    await expect(loadInvoicePage(asked("owner"), { invoiceId: documentId })).rejects.toMatchObject(notFound);
  }
  await expect(openInvoiceFile(asked("member"), { documentId: invoiceId })).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("the job makes what is missing, credit notes too, and finds nothing the second time", async () => {
  const { asked, invoiceId, workspaceId } = await workspaceWithInvoice();
  const creditNoteId = newId("creditNote", now);
  const note = sampleInvoice([{ title: "Credit", lines: [sampleLine("Credit", "10.00")] }], {
    kind: "credit_note",
    number: "HALCYON7-CN-0001",
  });
  await database.db.creditNote.create({
    data: {
      workspaceId,
      creditNoteId,
      sequence: 1,
      number: note.number,
      invoiceId,
      totalNanos: fromExactDollars("10.00"),
      reason: "Charged too long",
      issuedAt: now,
      document: note as unknown as Prisma.InputJsonValue,
    },
  });
  expect(await makeInvoiceFiles(database.db, now)).toBeGreaterThanOrEqual(2);
  const made = await database.db.invoiceFile.findMany({ where: { workspaceId }, select: { documentId: true } });
  expect(made.map((file) => file.documentId).sort()).toEqual([creditNoteId, invoiceId].sort());
  expect(await openInvoiceFile(asked("owner"), { documentId: creditNoteId })).toMatchObject({ kind: "credit_note" });
  expect(await makeInvoiceFiles(database.db, now)).toBe(0);
});
