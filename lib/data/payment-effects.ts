import type { Db } from "#lib/data/client.ts";

/** Which of some objects of Stripe have moved the ledger. Lock the workspace's funds first. */
export async function listPaymentEffects(
  tx: Db,
  workspaceId: string,
  stripeObjectIds: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.paymentEffect.findMany({
    where: { workspaceId, stripeObjectId: { in: [...stripeObjectIds] } },
    select: { stripeObjectId: true },
  });
  return new Set(rows.map(({ stripeObjectId }) => stripeObjectId));
}

/** Notes that an object of Stripe has moved the ledger. A second time is an error of the database, whatever came before. */
export async function insertPaymentEffect(
  tx: Db,
  workspaceId: string,
  effect: { stripeObjectId: string; creditEntryId: string; at: Date },
): Promise<void> {
  await tx.paymentEffect.create({ data: { workspaceId, ...effect }, select: { stripeObjectId: true } });
}
