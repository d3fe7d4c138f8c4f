import type { Db } from "#lib/data/client.ts";

export type PaymentsMode = "simulated" | "test" | "live";

/** Stripe's customer of a workspace; null before its first billing action. */
export async function findStripeCustomerId(db: Db, workspaceId: string): Promise<string | null> {
  const row = await db.stripeCustomer.findUnique({ where: { workspaceId }, select: { stripeCustomerId: true } });
  return row?.stripeCustomerId ?? null;
}

/** The workspace of one of Stripe's customers; null for customers that are not Weir's. */
export async function findCustomerWorkspaceId(db: Db, stripeCustomerId: string): Promise<string | null> {
  const row = await db.stripeCustomer.findUnique({ where: { stripeCustomerId }, select: { workspaceId: true } });
  return row?.workspaceId ?? null;
}

/** The same, of customers too that were deleted since: what they have paid is still their workspace's. */
export async function findPayerWorkspaceId(db: Db, stripeCustomerId: string): Promise<string | null> {
  const present = await findCustomerWorkspaceId(db, stripeCustomerId);
  if (present) return present;
  const row = await db.retiredCustomer.findUnique({ where: { stripeCustomerId }, select: { workspaceId: true } });
  return row?.workspaceId ?? null;
}

/** Takes a customer that Stripe has deleted out of the directory, so that the next billing action makes another. */
export async function retireCustomer(
  tx: Db,
  customer: { workspaceId: string; stripeCustomerId: string; retiredAt: Date },
): Promise<void> {
  await tx.retiredCustomer.createMany({ data: [customer], skipDuplicates: true });
  await tx.stripeCustomer.deleteMany({ where: { stripeCustomerId: customer.stripeCustomerId } });
}

/** How many of a workspace's customers Stripe has deleted. */
export function countRetiredCustomers(db: Db, workspaceId: string): Promise<number> {
  return db.retiredCustomer.count({ where: { workspaceId } });
}

/** Notes a workspace's customer, unless another was noted meanwhile. @returns the one that is noted */
export async function claimStripeCustomer(
  db: Db,
  customer: { workspaceId: string; stripeCustomerId: string; mode: PaymentsMode; createdAt: Date },
): Promise<string> {
  await db.stripeCustomer.createMany({ data: [customer], skipDuplicates: true });
  const { stripeCustomerId } = await db.stripeCustomer.findUniqueOrThrow({
    where: { workspaceId: customer.workspaceId },
    select: { stripeCustomerId: true },
  });
  return stripeCustomerId;
}

/** A mode other than the one given in which this database has customers; null when there is none. */
export async function findOtherPaymentsMode(db: Db, mode: PaymentsMode): Promise<string | null> {
  const row = await db.stripeCustomer.findFirst({ where: { mode: { not: mode } }, select: { mode: true } });
  return row?.mode ?? null;
}

/** The page on which a customer's card was saved, and when. */
export type CardPage = { readonly sessionId: string; readonly savedAt: Date };

/** The last page of which the card has taken effect; null before the first. Lock the customer first. */
export async function findCardPage(tx: Db, stripeCustomerId: string): Promise<CardPage | null> {
  const row = await tx.stripeCustomer.findUniqueOrThrow({
    where: { stripeCustomerId },
    select: { cardCheckoutId: true, cardSavedAt: true },
  });
  const { cardCheckoutId: sessionId, cardSavedAt: savedAt } = row;
  return sessionId !== null && savedAt !== null ? { sessionId, savedAt } : null;
}

/** Notes that the card of a page has taken effect. */
export async function noteCardPage(tx: Db, stripeCustomerId: string, { sessionId, savedAt }: CardPage): Promise<void> {
  await tx.stripeCustomer.update({
    where: { stripeCustomerId },
    data: { cardCheckoutId: sessionId, cardSavedAt: savedAt },
    select: { stripeCustomerId: true },
  });
}

/**
 * Takes the lock below which Stripe is asked for a customer and the answer is applied, until the transaction ends. Take
 * it first: Stripe may take seconds to answer, for which nothing else may wait.
 */
export async function lockCustomer(tx: Db, stripeCustomerId: string): Promise<void> {
  await tx.$executeRaw`SELECT set_config('idle_in_transaction_session_timeout', '90000', true)`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`stripe/${stripeCustomerId}`}, 0))`;
}
