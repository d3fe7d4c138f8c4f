import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { BillingDetailsForm } from "#lib/domain/invoices/read-billing-details.ts";
import { loadBillingDetails } from "#lib/views/billing-details.ts";
import { loadInvoicePage } from "#lib/views/invoice-page.ts";
import { loadInvoicesPage } from "#lib/views/invoices-page.ts";
import { addTestMember } from "#prisma/testing/create-test-workspace.ts";
import { type InvoicedWorkspace, openInvoicedWorkspace } from "#prisma/testing/invoiced-workspace.ts";
import { issuedInvoices } from "#prisma/testing/issued-invoices.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { setBillingDetails } from "./set-billing-details.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const LONG = { timeout: 60_000 };
const now = new Date("2026-11-10T09:00:00Z");
const FORM: BillingDetailsForm = {
  legalName: "Halcyon Labs GmbH",
  addressLine1: "Torstraße 1",
  addressLine2: "",
  city: "Berlin",
  postalCode: "10119",
  region: "",
  country: "DE",
  taxIdType: "eu_vat",
  taxIdValue: "DE123456789",
  purchaseOrderNumber: "PO-77",
  purchaseOrderAmount: "",
  purchaseOrderExpiresOn: "2026-12-15",
  billingEmails: ["ap@halcyon.example"],
};
const CONTRACT = {
  monthlyNanos: "1000",
  seats: "5",
  includedInferenceNanos: "0",
  requestsPerMinute: "100",
  maxConcurrentRequests: "100",
  isPostpaid: true,
};

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await database.pool.query("UPDATE workspaces SET created_at = '2030-01-01'");
});

const auditsOf = (of: InvoicedWorkspace) =>
  database.db.auditEntry.findMany({
    where: { workspaceId: of.workspace.workspaceId, action: "billing_details.set" },
  });

test("details are kept, audited and shown; a lesser role is refused, bad input changes nothing", LONG, async () => {
  await using team = await openInvoicedWorkspace(database, { now, plan: "team" });
  const { db } = database;
  await setBillingDetails(team.ctx(), FORM);
  await expect(setBillingDetails(team.ctx(), { ...FORM, country: "XX", taxIdValue: "DE1" })).rejects.toMatchObject({
    code: "invalid_input",
    fieldErrors: { country: expect.any(String), taxIdValue: expect.stringContaining("DE123456789") },
  });
  for (const role of ["admin", "member", "viewer"] as const) {
    const userId = await addTestMember(db, team.workspace.workspaceId, { now, role });
    const ctx = testContext(db, team.workspace, { userId, role, now });
    await expect(setBillingDetails(ctx, FORM)).rejects.toMatchObject({ code: "forbidden" });
  }
  const view = await loadBillingDetails(team.ctx());
  expect(view).toMatchObject({ details: FORM, canChange: true, purchaseOrderOf: "details" });
  expect(await auditsOf(team)).toMatchObject([{ after: { legalName: "Halcyon Labs GmbH" }, actorType: "user" }]);
  await using other = await openInvoicedWorkspace(database, { now, plan: "team" });
  expect((await loadBillingDetails(other.ctx())).details.legalName).toBe("");
});

test("the buyer is frozen on an invoice when it is issued", LONG, async () => {
  await using team = await openInvoicedWorkspace(database, { now });
  await setBillingDetails(team.ctx(), FORM);
  await team.subscribe("team", 2);
  await setBillingDetails(team.ctx(), { ...FORM, legalName: "Another AG" });
  const [invoice] = await issuedInvoices(database.db, team);
  expect(invoice?.document).toMatchObject({
    purchaseOrderNumber: "PO-77",
    buyer: {
      name: "Halcyon Labs GmbH",
      addressLines: ["Torstraße 1", "10119 Berlin", "Germany"],
      taxId: { label: "EU VAT number", value: "DE123456789" },
      emails: ["ap@halcyon.example"],
    },
  });
  await using other = await openInvoicedWorkspace(database, { now, plan: "team" });
  const asked = loadInvoicePage(other.ctx(), { invoiceId: invoice?.invoiceId ?? "" });
  await expect(asked).rejects.toMatchObject({ code: "not_found" });
});

test(
  "without the purchase order that the contract requires an invoice waits as a draft, and is issued with it",
  LONG,
  async () => {
    await using meridian = await openInvoicedWorkspace(database, { now, plan: "enterprise", creditNanos: 0n });
    const { workspaceId } = meridian.workspace;
    await meridian.setContract({
      ...CONTRACT,
      requiresPurchaseOrder: true,
      purchaseOrderNumber: "PO-1",
      purchaseOrderExpiresAt: "2026-11-20",
    });
    await meridian.advanceTo(new Date("2026-11-10T12:00:00Z"));
    expect(await issuedInvoices(database.db, meridian)).toHaveLength(1);
    await meridian.use("2026-11-12", { account: "receivable", requests: 60 });
    await meridian.closeAt("2026-12-01T00:20:00Z");
    await meridian.advanceTo(new Date("2026-12-01T09:00:00Z"));
    await meridian.close();
    const [atStripe] = await meridian.invoices();
    expect(atStripe).toMatchObject({ status: "draft", billing_reason: "subscription_cycle" });
    const { rows, purchaseOrder } = await loadInvoicesPage(meridian.ctx(), { cursor: null });
    expect(purchaseOrder).toBe("expired");
    expect(rows.map(({ status, number }) => [status, number === null])).toEqual([
      ["draft", true],
      ["open", false],
    ]);
    const draft = await loadInvoicePage(meridian.ctx(), { invoiceId: rows[0]?.invoiceId ?? "" });
    expect(draft).toMatchObject({ document: null, draftReason: expect.stringContaining("purchase order") });
    expect(await database.db.outboxMessage.count({ where: { workspaceId, topic: "invoice.po_missing" } })).toBe(1);
    await meridian.setContract({ purchaseOrderNumber: "PO-2", purchaseOrderExpiresAt: "2027-06-30" });
    const [, renewal] = await issuedInvoices(database.db, meridian);
    expect(renewal).toMatchObject({ purchaseOrderNumber: "PO-2", invoiceId: rows[0]?.invoiceId, status: "open" });
    expect(renewal?.lines.some(({ kind }) => kind === "usage")).toBe(true);
    const [sent] = await meridian.invoices();
    expect(sent).toMatchObject({ status: "open", custom_fields: [{ name: "PO number", value: "PO-2" }] });
    expect(BigInt(sent?.total ?? 0) * 10_000_000n).toBe(renewal?.totalNanos);
  },
);
