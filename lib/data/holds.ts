import type { Db } from "#lib/data/client.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import type { Nanos } from "#lib/domain/money.ts";

/** A request under way and what is set aside for it, or a lease for the next ones. Amounts are nano-dollars. */
export type OpenHold = {
  requestId: string;
  apiKeyId: string;
  modelId: string;
  isStreamed: boolean;
  /** It is held ahead for the next requests of a key, and belongs to none yet. */
  isLease: boolean;
  /** Its true maximum. */
  amountNanos: Nanos;
  /** The part of it that the included inference covers, which counts against no limit. */
  includedNanos: Nanos;
  placedAt: Date;
};

export type HoldFilter = { readonly apiKeyId?: string; readonly memberId?: string };

const columns = {
  requestId: true,
  apiKeyId: true,
  modelId: true,
  isStreamed: true,
  amountNanos: true,
  includedNanos: true,
  placedAt: true,
  leasePlaces: true,
} as const;

/** The open holds of a period, newest first. */
export async function listOpenHolds(
  db: Db,
  workspaceId: string,
  { period, atMost, ...filter }: HoldFilter & { period: BillingPeriod; atMost: number },
): Promise<OpenHold[]> {
  const holds = await db.hold.findMany({
    where: { workspaceId, periodKey: period.key, ...filter },
    select: columns,
    orderBy: [{ placedAt: "desc" }, { requestId: "desc" }],
    take: atMost,
  });
  return holds.map(({ leasePlaces, ...hold }) => ({ ...hold, isLease: leasePlaces !== null }));
}

/** How many holds are open in a period, and how many nano-dollars they hold against limits. */
export async function sumOpenHolds(
  db: Db,
  workspaceId: string,
  { period, ...filter }: HoldFilter & { period: BillingPeriod },
): Promise<{ count: number; heldNanos: Nanos }> {
  const { _count, _sum } = await db.hold.aggregate({
    where: { workspaceId, periodKey: period.key, ...filter },
    _count: true,
    _sum: { amountNanos: true, includedNanos: true },
  });
  return { count: _count, heldNanos: (_sum.amountNanos ?? 0n) - (_sum.includedNanos ?? 0n) };
}
