import type { Db } from "#lib/data/client.ts";
import { lockIssuing } from "#lib/data/invoice-counters.ts";
import { listOpenStatements, type StoredStatement } from "#lib/data/usage-statements.ts";
import { parsePeriodKey } from "#lib/domain/billing-period.ts";
import { newId } from "#lib/platform/ids.ts";
import { newInvoicePrefix } from "#lib/platform/new-invoice-prefix.ts";
import { issueInvoice } from "./issue-invoice.ts";
import { readInvoiceParties } from "./read-invoice-parties.ts";

const HOUR_MS = 3_600_000;
/** A renewal's invoice is there an hour after the period's end. */
const RENEWED_WITHIN_MS = 3 * HOUR_MS;

/**
 * Issues an invoice for usage that is paid already and that no renewal has come for within three hours of its period's
 * end, because the plan has ended or its payment is missing. It asks for nothing, so Stripe has none of it.
 * @returns whether one was issued
 */
export async function issueOwnInvoice(tx: Db, workspaceId: string, now: Date): Promise<boolean> {
  const isLate = ({ dueNanos, periodKey }: StoredStatement) =>
    dueNanos === 0n && now.getTime() >= periodOf(periodKey).end.getTime() + RENEWED_WITHIN_MS;
  if (!(await listOpenStatements(tx, workspaceId)).some(isLate)) return false;
  await lockIssuing(tx, workspaceId, newInvoicePrefix());
  const statements = (await listOpenStatements(tx, workspaceId)).filter(isLate);
  const [first] = statements;
  const last = statements.at(-1);
  if (!first || !last) return false;
  const { plan, buyer, order } = await readInvoiceParties(tx, workspaceId, { isOfContract: false, now });
  await issueInvoice(tx, {
    workspaceId,
    invoiceId: newId("invoice", now),
    plan,
    stripeInvoiceId: null,
    issuedAt: now,
    dueAt: null,
    periodStart: periodOf(first.periodKey).start,
    periodEnd: periodOf(last.periodKey).end,
    buyer,
    purchaseOrderNumber: order.number,
    lines: [],
    statements,
    balanceNanos: 0n,
    isPaidAtIssue: true,
    payment: { kind: "none" },
    status: "paid",
    remainingNanos: 0n,
    paidAt: now,
    payUrl: null,
    now,
  });
  return true;
}

function periodOf(key: string) {
  const period = parsePeriodKey(key);
  if (!period) throw new Error(`Not a period: ${key}`);
  return period;
}
