import { createGroupedCall, type GroupedCall } from "#lib/gateway/grouped-call.ts";
import { monotonicMs } from "#lib/platform/clock.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import { recallLeases } from "./lease-calls.ts";

/** For how long a workspace takes no lease after somebody needed what it held. */
const BLOCKED_MS = 5_000;
/** For how long it is remembered that a workspace has no leases. */
const NONE_LEASED_MS = 200;
const MAX_GROUP = 200;

/** Asks for leases back, and remembers of whom they were asked. */
export class LeaseRecalls {
  readonly #recall: GroupedCall<string, boolean>;
  readonly #blockedUntilMs = new Map<string, number>();
  readonly #unleasedUntilMs = new Map<string, number>();

  constructor(pool: Pool) {
    this.#recall = createGroupedCall(
      async (workspaceIds) => {
        const leased = await recallLeases(pool, workspaceIds);
        return workspaceIds.map((id) => ({ status: "fulfilled", value: leased.has(id) }));
      },
      { maxGroup: MAX_GROUP },
    );
  }

  /** Has every process give back its leases of a workspace. @returns whether there are any */
  async recall(workspaceId: string): Promise<boolean> {
    if (isBefore(this.#unleasedUntilMs.get(workspaceId))) return false;
    const isLeased = await this.#recall(workspaceId);
    if (!isLeased) this.#unleasedUntilMs.set(workspaceId, monotonicMs() + NONE_LEASED_MS);
    return isLeased;
  }

  /** Somebody needs what leases of the workspace hold. */
  block(workspaceId: string): void {
    this.#blockedUntilMs.set(workspaceId, monotonicMs() + BLOCKED_MS);
  }

  isBlocked(workspaceId: string): boolean {
    return isBefore(this.#blockedUntilMs.get(workspaceId));
  }

  forgetOld(): void {
    for (const memory of [this.#blockedUntilMs, this.#unleasedUntilMs]) {
      for (const [workspaceId, untilMs] of memory) if (!isBefore(untilMs)) memory.delete(workspaceId);
    }
  }
}

function isBefore(untilMs: number | undefined): boolean {
  return untilMs !== undefined && monotonicMs() < untilMs;
}
