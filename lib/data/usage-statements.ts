import type { Db } from "#lib/data/client.ts";
import type { InvoiceLine } from "#lib/domain/invoices/invoice-line.ts";
import type { UsageStatement } from "#lib/domain/invoices/usage-statement.ts";
import type { Prisma } from "#prisma/generated/client.ts";

export type StoredStatement = UsageStatement & {
  readonly createdAt: Date;
  /** Stripe's invoice that collects what is due; null before it is known, and where nothing is due. */
  readonly stripeInvoiceId: string | null;
};

const columns = {
  periodKey: true,
  usageNanos: true,
  includedNanos: true,
  creditsNanos: true,
  dueNanos: true,
  lines: true,
  createdAt: true,
  stripeInvoiceId: true,
} as const;

export async function insertStatement(
  tx: Db,
  workspaceId: string,
  { lines, ...statement }: UsageStatement,
  createdAt: Date,
): Promise<void> {
  await tx.usageStatement.create({
    data: { workspaceId, ...statement, lines: toStoredLines(lines), createdAt },
    select: { workspaceId: true },
  });
}

/** The statements that are on no invoice yet, the oldest first. */
export async function listOpenStatements(db: Db, workspaceId: string): Promise<StoredStatement[]> {
  const rows = await db.usageStatement.findMany({
    where: { workspaceId, invoiceId: null },
    select: columns,
    orderBy: { periodKey: "asc" },
  });
  return rows.map(({ lines, ...row }) => ({ ...row, lines: fromStoredLines(lines) }));
}

/** Workspaces that have such statements, in the order of their ids, after one. */
export async function listWorkspacesWithOpenStatements(
  db: Db,
  { after, atMost }: { after: string; atMost: number },
): Promise<string[]> {
  const rows = await db.usageStatement.findMany({
    where: { invoiceId: null, workspaceId: { gt: after } },
    select: { workspaceId: true },
    distinct: ["workspaceId"],
    orderBy: { workspaceId: "asc" },
    take: atMost,
  });
  return rows.map(({ workspaceId }) => workspaceId);
}

/** Notes which invoice of Stripe collects a statement: once for ever. */
export async function noteStatementBilled(
  tx: Db,
  workspaceId: string,
  { periodKey, stripeInvoiceId }: { periodKey: string; stripeInvoiceId: string },
): Promise<void> {
  await tx.usageStatement.update({
    where: { workspaceId_periodKey: { workspaceId, periodKey } },
    data: { stripeInvoiceId },
    select: { workspaceId: true },
  });
}

/** Notes which invoice a statement is on: once for ever. */
export async function attachStatement(
  tx: Db,
  workspaceId: string,
  { periodKey, invoiceId }: { periodKey: string; invoiceId: string },
): Promise<void> {
  await tx.usageStatement.update({
    where: { workspaceId_periodKey: { workspaceId, periodKey } },
    data: { invoiceId },
    select: { workspaceId: true },
  });
}

type StoredLine = Omit<InvoiceLine, "quantity" | "unitPrice" | "exactNanos" | "amountNanos"> & {
  readonly quantity: string | null;
  readonly unitPrice: { readonly nanos: string; readonly per: string } | null;
  readonly exactNanos: string;
  readonly amountNanos: string;
};

/** JSON has no integers of this size: they are kept as text. */
function toStoredLines(lines: readonly InvoiceLine[]): Prisma.InputJsonValue {
  return lines.map(
    ({ quantity, unitPrice, exactNanos, amountNanos, ...line }): StoredLine => ({
      ...line,
      quantity: quantity === null ? null : String(quantity),
      unitPrice: unitPrice && { nanos: String(unitPrice.nanos), per: unitPrice.per },
      exactNanos: String(exactNanos),
      amountNanos: String(amountNanos),
    }),
  ) as unknown as Prisma.InputJsonValue;
}

function fromStoredLines(stored: Prisma.JsonValue): InvoiceLine[] {
  return (stored as unknown as StoredLine[]).map(({ quantity, unitPrice, exactNanos, amountNanos, ...line }) => ({
    ...line,
    quantity: quantity === null ? null : BigInt(quantity),
    unitPrice: unitPrice && { nanos: BigInt(unitPrice.nanos), per: unitPrice.per },
    exactNanos: BigInt(exactNanos),
    amountNanos: BigInt(amountNanos),
  }));
}
