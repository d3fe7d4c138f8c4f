import { setTimeout as delay } from "node:timers/promises";
import { totalTokens } from "#lib/domain/usage/price-usage.ts";
import type { UsageEvent } from "#lib/domain/usage/usage-event.ts";
import { monotonicMs } from "#lib/platform/clock.ts";
import { log } from "#lib/platform/log.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import { createGroupedCall, type GroupedCall } from "./grouped-call.ts";

const MAX_GROUP = 500;
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 1_000;
const GIVE_UP_AFTER_MS = 20_000;

/** Resolves once the event is durable; rejects when it could not be stored, and then nothing of it was. */
export type Settle = GroupedCall<UsageEvent>;

/**
 * Settles usage events in groups: events, rollups and "last used" in one transaction per group.
 * An event whose request id is already stored changes nothing, so any call may be repeated.
 */
export function createSettlement(pool: Pool): Settle {
  return createGroupedCall((events) => settleGroup(pool, events), { maxGroup: MAX_GROUP });
}

/** Settles a batch at once. @returns the request ids that were new. */
export async function settleUsage(pool: Pool, events: readonly UsageEvent[]): Promise<string[]> {
  const { rows } = await pool.query<{ settled_request_id: string }>({
    name: "settle_usage",
    text: "SELECT settled_request_id FROM settle_usage($1::jsonb)",
    values: [JSON.stringify(events.map(toRow))],
  });
  return rows.map((row) => row.settled_request_id);
}

async function settleGroup(pool: Pool, events: readonly UsageEvent[]): Promise<PromiseSettledResult<unknown>[]> {
  try {
    await settlePersistently(pool, events);
    return events.map(() => ({ status: "fulfilled", value: undefined }));
  } catch (reason) {
    if (events.length === 1 || !isRefusedData(reason)) return events.map(() => ({ status: "rejected", reason }));
    log.error("settlement.group_refused", reason, { events: events.length });
    // One unacceptable event must not keep the others of its group from being billed.
    return Promise.allSettled(events.map((event) => settlePersistently(pool, [event])));
  }
}

/**
 * Repeats a settlement that the database did not answer until it does, for a bounded time. An attempt whose answer
 * was lost may have been stored; repeating it is then harmless, and giving up would leave it unknown.
 */
async function settlePersistently(pool: Pool, events: readonly UsageEvent[]): Promise<void> {
  const startedMs = monotonicMs();
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    try {
      await settleUsage(pool, events);
      return;
    } catch (error) {
      if (!isWorthRepeating(error) || monotonicMs() - startedMs + waitMs > GIVE_UP_AFTER_MS) throw error;
      log.warn("settlement.repeated", { events: events.length, waitMs, reason: (error as Error).message });
      await delay(waitMs);
    }
  }
}

/** Whether the database refused what it was given (SQLSTATE classes 22 and 23), rather than being away or at fault. */
function isRefusedData(error: unknown): boolean {
  return /^2[23]/.test(sqlStateOf(error));
}

/** Refused data and statements that the database does not understand (class 42) are refused again. */
function isWorthRepeating(error: unknown): boolean {
  return !/^(22|23|42)/.test(sqlStateOf(error));
}

/** Empty for what never got an answer from the database, such as a lost connection. */
function sqlStateOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : "";
}

function toRow(event: UsageEvent): Record<string, unknown> {
  return {
    workspace_id: event.workspaceId,
    request_id: event.requestId,
    occurred_at: event.occurredAt.toISOString(),
    settled_at: event.settledAt.toISOString(),
    route: event.route,
    model_id: event.modelId,
    api_key_id: event.apiKeyId,
    member_id: event.memberId,
    deployment_id: event.deploymentId,
    price_version_id: event.priceVersionId,
    outcome: event.outcome,
    error_class: event.errorClass,
    http_status: event.httpStatus,
    is_streamed: event.isStreamed,
    input_tokens: event.inputTokens,
    cached_input_tokens: event.cachedInputTokens,
    output_tokens: event.outputTokens,
    total_tokens: totalTokens(event),
    input_nanos: event.inputNanos.toString(),
    cached_input_nanos: event.cachedInputNanos.toString(),
    output_nanos: event.outputNanos.toString(),
    amount_nanos: event.amountNanos.toString(),
    latency_ms: event.latencyMs,
    first_byte_ms: event.firstByteMs,
  };
}
