import type { Db } from "#lib/data/client.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { Prisma } from "#prisma/generated/client.ts";

/** What Stripe last said of an issued invoice of a plan. */
export type KeptInvoice = {
  readonly stripeInvoiceId: string;
  readonly number: string | null;
  readonly state: "open" | "paid" | "void" | "uncollectible";
  readonly reason: "start" | "renewal" | "change" | "other";
  readonly description: string;
  readonly paidNanos: Nanos;
  readonly remainingNanos: Nanos;
  readonly isByCard: boolean;
  readonly isDebt: boolean;
  readonly hasFailed: boolean;
  readonly url: string | null;
  readonly purchaseOrderNumber: string | null;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly createdAt: Date;
  readonly dueAt: Date | null;
  readonly paidAt: Date | null;
};

/** What was heard of its payment since. */
export type InvoiceReversal = {
  readonly refundedNanos: Nanos;
  readonly disputeId: string | null;
  readonly disputeState: "open" | "won" | "lost" | null;
};

const columns = {
  stripeInvoiceId: true,
  number: true,
  state: true,
  reason: true,
  description: true,
  paidNanos: true,
  remainingNanos: true,
  isByCard: true,
  isDebt: true,
  hasFailed: true,
  url: true,
  purchaseOrderNumber: true,
  periodStart: true,
  periodEnd: true,
  createdAt: true,
  dueAt: true,
  paidAt: true,
} as const satisfies Prisma.PlanInvoiceSelect;

const reversalColumns = { refundedNanos: true, disputeId: true, disputeState: true } as const;

/** Those of some invoices that are kept. */
export function listKeptInvoices(
  db: Db,
  workspaceId: string,
  stripeInvoiceIds: readonly string[],
): Promise<KeptInvoice[]> {
  return db.planInvoice.findMany({
    where: { workspaceId, stripeInvoiceId: { in: [...stripeInvoiceIds] } },
    select: columns,
  });
}

/** Keeps an invoice as Stripe says it now; what was heard of its payment stays. Lock the workspace first. */
export async function upsertPlanInvoice(tx: Db, workspaceId: string, invoice: KeptInvoice): Promise<void> {
  const { stripeInvoiceId } = invoice;
  await tx.planInvoice.upsert({
    where: { workspaceId_stripeInvoiceId: { workspaceId, stripeInvoiceId } },
    create: { workspaceId, ...invoice },
    update: invoice,
    select: { workspaceId: true },
  });
}

/** Notes that the card that paid an invoice became the one that later payments are made with. */
export async function noteGivenCard(tx: Db, workspaceId: string, stripeInvoiceId: string): Promise<void> {
  await tx.planInvoice.updateMany({ where: { workspaceId, stripeInvoiceId }, data: { hasGivenCard: true } });
}

/** Whether an invoice that was paid since an instant has given the card that later payments are made with. */
export async function hasGivenCardSince(db: Db, workspaceId: string, since: Date): Promise<boolean> {
  const given = await db.planInvoice.findFirst({
    where: { workspaceId, hasGivenCard: true, paidAt: { gte: since } },
    select: { stripeInvoiceId: true },
  });
  return given !== null;
}

/** What is known of an invoice's payment; null for an invoice that is not kept. Lock the workspace first. */
export function findInvoiceReversal(
  tx: Db,
  workspaceId: string,
  stripeInvoiceId: string,
): Promise<InvoiceReversal | null> {
  return tx.planInvoice.findUnique({
    where: { workspaceId_stripeInvoiceId: { workspaceId, stripeInvoiceId } },
    select: reversalColumns,
  });
}

export async function noteInvoiceReversal(
  tx: Db,
  workspaceId: string,
  stripeInvoiceId: string,
  reversal: InvoiceReversal,
): Promise<void> {
  await tx.planInvoice.update({
    where: { workspaceId_stripeInvoiceId: { workspaceId, stripeInvoiceId } },
    data: reversal,
    select: { workspaceId: true },
  });
}

/** Every invoice that has to be paid, the oldest first. */
export function listDebts(db: Db, workspaceId: string): Promise<KeptInvoice[]> {
  return db.planInvoice.findMany({
    where: { workspaceId, isDebt: true },
    select: columns,
    orderBy: [{ createdAt: "asc" }, { stripeInvoiceId: "asc" }],
  });
}

/** Notes that nothing more is to be paid: whoever owed it is gone from Stripe. */
export async function voidDebts(tx: Db, workspaceId: string): Promise<void> {
  await tx.planInvoice.updateMany({
    where: { workspaceId, state: "open" },
    data: { state: "void", isDebt: false, remainingNanos: 0n },
  });
}

/** Workspaces that have an invoice past its date of which no missing payment is noted yet. */
export async function listNewlyDue(db: Db, now: Date, atMost: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ workspaceId: string }[]>`
    SELECT DISTINCT i.workspace_id AS "workspaceId"
    FROM plan_invoices AS i JOIN billing_accounts AS a USING (workspace_id)
    WHERE i.state = 'open' AND i.is_debt AND i.due_at <= ${now} AND a.past_due_since IS NULL
    LIMIT ${atMost}`;
  return rows.map(({ workspaceId }) => workspaceId);
}
