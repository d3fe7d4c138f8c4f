import assert from "node:assert/strict";
import type { Nanos } from "#lib/domain/money.ts";
import { countersAgree } from "#lib/gateway/proof/counters-agree.ts";
import type { Queryable } from "#lib/platform/postgres.ts";
import { type NotedHold, notedHolds, notedPeak, unbalancedMoves } from "./note-holds.ts";
import type { Answer } from "./send-planned.ts";
import { completeOf } from "./start-load.ts";

export type StoredEvent = {
  readonly request_id: string;
  readonly occurred_at: Date;
  readonly settled_at: Date;
  readonly outcome: "succeeded" | "client_closed" | "interrupted" | "failed";
  readonly all_input_tokens: number;
  readonly output_tokens: number;
  readonly amount_nanos: Nanos;
};

export type Books = {
  readonly holds: ReadonlyMap<string, NotedHold>;
  readonly events: ReadonlyMap<string, StoredEvent>;
  readonly peakNanos: Nanos;
  readonly settledNanos: Nanos;
  readonly interrupted: readonly StoredEvent[];
  /** Requests that were settled in full, but whose last words did not reach their callers. */
  readonly cutOff: readonly StoredEvent[];
};

type Happened = {
  readonly workspaceId: string;
  readonly limitNanos: Nanos;
  readonly answers: readonly Answer[];
  readonly forwarded: readonly string[];
  /** Whether processes with leases were killed: what they had admitted from them and not ended has no event. */
  readonly wereLeasesLost?: boolean;
};

/**
 * Compares what is stored of a workspace, of which nothing is under way any more, with what its callers received and
 * what was forwarded: a complete answer is billed once and at what it reports, another at what was journaled or not at
 * all, nothing was forwarded without a hold or a lease, of each lease exactly what its requests cost was taken, and the
 * limit was never passed.
 * @throws AssertionError
 */
export async function checkBooks(database: Queryable, happened: Happened): Promise<Books> {
  const { workspaceId, limitNanos, answers, forwarded, wereLeasesLost = false } = happened;
  const open = await database.query("SELECT request_id FROM holds WHERE workspace_id = $1", [workspaceId]);
  assert.deepEqual(open.rows, [], "a hold is still open");
  await countersAgree(database);
  const holds = await notedHolds(database);
  const events = await readEvents(database, workspaceId);
  const peakNanos = await notedPeak(database, workspaceId);
  assert.ok(peakNanos <= limitNanos, `${peakNanos} of ${limitNanos} nano-dollars were settled and held`);

  assert.equal(new Set(forwarded).size, forwarded.length, "a request was forwarded twice");
  for (const answer of completeOf(answers)) checkComplete(answer, events);
  assert.deepEqual(await unbalancedMoves(database), [], "a lease was charged with something else than its requests");
  for (const id of forwarded) {
    const event = events.get(id);
    if (!event && wereLeasesLost) continue;
    assert.ok(event, `request ${id} was forwarded and has no event`);
    checkHeld(id, event, holds);
  }
  const complete = new Set(completeOf(answers).map(({ requestId }) => requestId));
  const unfinished = [...events.values()].filter(({ request_id }) => !complete.has(request_id));
  const received = new Map(answers.map((answer) => [answer.requestId, answer]));
  for (const event of unfinished) checkUnfinished(event, holds.get(event.request_id), received.get(event.request_id));
  const wasForwarded = new Set(forwarded);
  for (const { request_id, amount_nanos } of events.values()) {
    if (amount_nanos > 0n)
      assert.ok(wasForwarded.has(request_id), `request ${request_id} was billed and not forwarded`);
  }
  return {
    holds,
    events,
    peakNanos,
    settledNanos: [...events.values()].reduce((sum, { amount_nanos }) => sum + amount_nanos, 0n),
    interrupted: unfinished.filter(({ outcome }) => outcome === "interrupted"),
    cutOff: unfinished.filter(({ outcome }) => outcome === "succeeded"),
  };
}

/**
 * A request was forwarded under a hold of its own, or while a lease was there that it could be admitted from: one that
 * was placed before it ended and not given back before it came.
 */
function checkHeld(requestId: string, event: StoredEvent, holds: ReadonlyMap<string, NotedHold>): void {
  if (holds.has(requestId)) return;
  const { occurred_at, settled_at } = event;
  const wasLeased = [...holds.values()].some(
    ({ is_lease, noted_at, ended_at }) => is_lease && noted_at <= settled_at && !(ended_at && ended_at < occurred_at),
  );
  assert.ok(wasLeased, `request ${requestId} was forwarded without a hold`);
}

async function readEvents(database: Queryable, workspaceId: string): Promise<Map<string, StoredEvent>> {
  const { rows } = await database.query<StoredEvent>(
    `SELECT request_id, occurred_at, settled_at, outcome, input_tokens + cached_input_tokens AS all_input_tokens, output_tokens, amount_nanos
    FROM usage_events WHERE workspace_id = $1`,
    [workspaceId],
  );
  const events = new Map(rows.map((event) => [event.request_id, event]));
  assert.equal(events.size, rows.length, "a request id is stored twice");
  return events;
}

function checkComplete({ requestId, usage }: Answer, events: ReadonlyMap<string, StoredEvent>): void {
  const event = events.get(requestId ?? "");
  assert.ok(event, `request ${requestId} was answered completely and is not billed`);
  assert.equal(
    event.outcome,
    "succeeded",
    `request ${requestId} was answered completely and is stored as ${event.outcome}`,
  );
  assert.ok(event.amount_nanos > 0n, `request ${requestId} was answered completely and costs nothing`);
  assert.deepEqual([event.all_input_tokens, event.output_tokens], [usage?.prompt_tokens, usage?.completion_tokens]);
}

function checkUnfinished(event: StoredEvent, hold: NotedHold | undefined, answer: Answer | undefined): void {
  const { request_id, outcome, amount_nanos, output_tokens } = event;
  if (outcome === "failed") {
    assert.equal(amount_nanos, 0n, `request ${request_id} failed and is billed`);
  } else if (outcome === "interrupted") {
    assert.ok(hold?.journal, `request ${request_id} is billed without a journal`);
    assert.equal(amount_nanos, BigInt(hold.journal.amount_nanos), `request ${request_id} is not billed as journaled`);
    assert.equal(output_tokens, hold.journal.output_tokens);
    assert.ok(output_tokens <= (answer?.receivedTokens ?? 0), `request ${request_id} is billed for more than arrived`);
  } else {
    assert.equal(outcome, "succeeded", `request ${request_id} was not left by its caller`);
    assert.ok(!hold || amount_nanos <= hold.amount_nanos, `request ${request_id} is billed beyond its hold`);
  }
}
