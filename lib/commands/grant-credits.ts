import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import type { Database, Db } from "#lib/data/client.ts";
import { insertCreditEntry, lockFunds, readBalanceNanos } from "#lib/data/credit-entries.ts";
import { findCreditGrant, hasWorkspace } from "#lib/data/credit-grants.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { AppError } from "#lib/domain/errors.ts";
import { formatDollars, NANOS_PER_DOLLAR, type Nanos, toExactDollars } from "#lib/domain/money.ts";
import { newId } from "#lib/platform/ids.ts";

/** More is a typing error: nano-dollars typed for dollars, or zeros too many. */
const MOST_GRANTED_NANOS = 1_000_000n * NANOS_PER_DOLLAR;
/** A ninth of what a column can keep, so that no later payment into the balance ever fails. */
const MOST_BALANCE_NANOS = 1_000_000_000n * NANOS_PER_DOLLAR;

export type CreditGrant = {
  /** Grants come from the operator, never from a workspace's own people. */
  actor: Extract<Actor, { type: "system" }>;
  workspaceId: string;
  amountNanos: Nanos;
  /** The caller's own name for this grant, by which a repetition is known. */
  reference: string;
  reason: string;
  now: Date;
  requestId?: string;
};

/**
 * Gives a workspace credits, once for each reference however often it is called.
 * @returns whether they were granted now; false when they had been before
 */
export async function grantCredits(db: Database, grant: CreditGrant): Promise<boolean> {
  const { workspaceId, amountNanos, reference, now } = grant;
  if (amountNanos <= 0n) throw new AppError("invalid_input", "Grant an amount above $0.");
  if (amountNanos > MOST_GRANTED_NANOS) {
    throw new AppError(
      "invalid_input",
      `A grant is at most ${formatDollars(MOST_GRANTED_NANOS)}. Give more as several grants, each with its own reference.`,
    );
  }
  if (reference.trim() === "" || grant.reason.trim() === "") {
    throw new AppError("invalid_input", "A grant needs a reference and a reason.");
  }
  return db.$transaction(async (tx) => {
    if (!(await hasWorkspace(tx, workspaceId))) throw new AppError("not_found", "This workspace does not exist.");
    await lockFunds(tx, workspaceId);
    const grantedNanos = await findCreditGrant(tx, workspaceId, reference);
    if (grantedNanos !== null) {
      if (grantedNanos === amountNanos) return false;
      throw new AppError(
        "conflict",
        `The reference ${reference} already stands for a grant of ${formatDollars(grantedNanos)}. Choose another one.`,
      );
    }
    await requireRoom(tx, workspaceId, amountNanos);
    const creditEntryId = newId("creditEntry", now);
    await insertCreditEntry(tx, workspaceId, {
      creditEntryId,
      fromAccount: "grants",
      toAccount: "credits",
      cause: "grant",
      amountNanos,
      period: billingPeriodAt(now),
      reference,
      at: now,
    });
    await insertAuditEntry(tx, {
      workspaceId,
      action: "credits.granted",
      actor: grant.actor,
      targetType: "workspace",
      targetId: workspaceId,
      before: null,
      after: { amount: toExactDollars(amountNanos), reference, reason: grant.reason, creditEntryId },
      ip: null,
      requestId: grant.requestId ?? null,
      at: now,
    });
    return true;
  });
}

async function requireRoom(tx: Db, workspaceId: string, amountNanos: Nanos): Promise<void> {
  const balanceNanos = await readBalanceNanos(tx, workspaceId);
  if (balanceNanos + amountNanos <= MOST_BALANCE_NANOS) return;
  throw new AppError(
    "conflict",
    `A balance of credits is at most ${formatDollars(MOST_BALANCE_NANOS)}, and this one is ${formatDollars(balanceNanos)}. ` +
      "Grant less.",
  );
}
