import { type Context, requirePermission } from "#lib/context.ts";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { findAutoTopUp, type StoredAutoTopUp, upsertAutoTopUp } from "#lib/data/auto-top-ups.ts";
import { lockFunds } from "#lib/data/credit-entries.ts";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { findTopUp } from "#lib/data/top-ups.ts";
import type { JsonValue } from "#lib/domain/audit.ts";
import { type AutoTopUpTerms, parseAutoTopUp } from "#lib/domain/auto-top-up.ts";
import { AppError } from "#lib/domain/errors.ts";
import { toExactDollars } from "#lib/domain/money.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import { expireCheckout } from "#lib/stripe/expire-checkout.ts";
import { readSavedCard } from "#lib/stripe/read-saved-card.ts";
import { requireStripe } from "./require-stripe.ts";

/** Amounts in dollars as a person types them; they are only read where it is turned on. */
export type SetAutoTopUpInput = { isEnabled: boolean; threshold: string; amount: string; monthlyMax: string };

/** Turns buying credits by itself on, with its bounds, or off. Turning it on again also ends a stop. */
export async function setAutoTopUp(ctx: Context, input: SetAutoTopUpInput): Promise<void> {
  // Turning it off spends nothing.
  requirePermission(ctx, "credits:buy", { evenOverdue: !input.isEnabled });
  const stripe = requireStripe(ctx);
  const terms = input.isEnabled ? readTerms(input) : null;
  const { workspaceId } = ctx;
  if (terms) await requireCard(ctx.db, stripe, workspaceId);
  const closed = terms && (await closePayPage(ctx.db, stripe, workspaceId));
  await ctx.db.$transaction(async (tx) => {
    await lockFunds(tx, workspaceId);
    const before = await findAutoTopUp(tx, workspaceId);
    if (terms && before?.payUrl && before.topUpId !== closed) {
      throw new AppError("conflict", "Auto top-up has stopped meanwhile. Look at the reason, then turn it on again.");
    }
    const after = terms ? turnedOn(terms, before, ctx.now) : before && { ...before, isEnabled: false };
    if (!after) return;
    await upsertAutoTopUp(tx, workspaceId, {
      ...after,
      updatedAt: before?.state === "charging" ? before.updatedAt : ctx.now,
    });
    await insertAuditEntry(tx, {
      workspaceId,
      action: "auto_top_up.set",
      actor: ctx.actor,
      targetType: "workspace",
      targetId: workspaceId,
      before: before && auditedSetting(before),
      after: auditedSetting(after),
      ip: ctx.ip,
      requestId: ctx.requestId,
      at: ctx.now,
    });
  });
}

function readTerms(input: SetAutoTopUpInput): AutoTopUpTerms {
  const parsed = parseAutoTopUp(input);
  if (parsed.isValid) return parsed.terms;
  throw new AppError("invalid_input", "Check the fields and try again.", parsed.fieldErrors);
}

async function requireCard(db: Context["db"], stripe: StripeConnection, workspaceId: string): Promise<void> {
  const customerId = await findStripeCustomerId(db, workspaceId);
  if (customerId && (await readSavedCard(stripe, customerId))) return;
  throw new AppError("conflict", "No card is saved to charge. Save a card or buy credits once, then turn this on.");
}

/** Closes the page on which the purchase that it stopped at could be made. @returns that purchase; null for none */
async function closePayPage(db: Context["db"], stripe: StripeConnection, workspaceId: string): Promise<string | null> {
  const setting = await findAutoTopUp(db, workspaceId);
  if (!setting?.payUrl || !setting.topUpId) return null;
  const topUp = await findTopUp(db, workspaceId, setting.topUpId);
  if (topUp?.checkoutSessionId) await expireCheckout(stripe, topUp.checkoutSessionId);
  return setting.topUpId;
}

/** A purchase under way goes on; what had stopped may begin again. */
function turnedOn(terms: AutoTopUpTerms, before: StoredAutoTopUp | null, now: Date): StoredAutoTopUp {
  const isUnderWay = before?.state === "charging";
  const state = isUnderWay ? "charging" : "ready";
  const topUpId = isUnderWay ? before.topUpId : null;
  const fresh = { isEnabled: true, stoppedReason: null, payUrl: null, updatedAt: now };
  return { ...terms, ...fresh, state, topUpId, sequence: before?.sequence ?? 1 };
}

function auditedSetting({ isEnabled, thresholdNanos, amountNanos, monthlyMaxNanos }: StoredAutoTopUp): JsonValue {
  return {
    isEnabled,
    threshold: toExactDollars(thresholdNanos),
    amount: toExactDollars(amountNanos),
    monthlyMax: toExactDollars(monthlyMaxNanos),
  };
}
