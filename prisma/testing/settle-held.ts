import type { UsageEvent } from "#lib/domain/usage/usage-event.ts";
import { settleUsage } from "#lib/gateway/settlement.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import { holdEvents } from "#prisma/seed/hold-events.ts";

/** Settles events that are held first, as every charged event must be. @returns the request ids that were new */
export async function settleHeld(pool: Pool, events: readonly UsageEvent[]): Promise<string[]> {
  await holdEvents(pool, events);
  return settleUsage(pool, events);
}
