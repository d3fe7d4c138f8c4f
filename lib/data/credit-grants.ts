import type { Db } from "#lib/data/client.ts";
import type { Nanos } from "#lib/domain/money.ts";

/** The credits granted under a reference, in nano-dollars; null when none were. Lock the workspace's funds first. */
export async function findCreditGrant(db: Db, workspaceId: string, reference: string): Promise<Nanos | null> {
  const entry = await db.creditEntry.findFirst({
    where: { workspaceId, cause: "grant", reference },
    select: { amountNanos: true },
  });
  return entry?.amountNanos ?? null;
}

/** Whether there is a workspace to grant credits to: the ledger itself does not ask. */
export async function hasWorkspace(db: Db, workspaceId: string): Promise<boolean> {
  return (await db.workspace.count({ where: { workspaceId } })) === 1;
}
