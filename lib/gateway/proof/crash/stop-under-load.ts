import assert from "node:assert/strict";
import { monotonicMs } from "#lib/platform/clock.ts";
import { planLoad } from "./plan-load.ts";
import { type Answer, sendPlanned } from "./send-planned.ts";
import { completeOf, startLoad } from "./start-load.ts";
import type { Stand } from "./start-stand.ts";

const CALLERS = 32;
const COMPLETE_BEFORE_STOP = 80;
const SENT_WHILE_AWAY = 200;
const COMPLETE_AFTERWARDS = 150;

export type Outage = {
  readonly answers: readonly Answer[];
  /** The answers to requests sent as soon as the database was gone, when its keys were still remembered. */
  readonly early: readonly Answer[];
  /** The answers to all requests sent while it was away. */
  readonly whileAway: readonly Answer[];
  /** What reached the fleet while it was away, but for what was on its way when it went. */
  readonly newlyForwarded: number;
  readonly servedAgainMs: number;
  readonly awayMs: number;
};

/** Stops the database under load until many requests were sent without it, and starts it again. */
export async function stopUnderLoad(
  { postgres, fleet, gateways, caller }: Stand,
  end: () => Promise<void> = () => postgres.stop(),
): Promise<Outage> {
  const { apiKey } = caller;
  const urls = gateways.map(({ url }) => url);
  const plan = planLoad("stop-postgres", Number.POSITIVE_INFINITY);
  const load = startLoad({ plan, apiKey, callers: CALLERS, targets: () => urls });
  await load.until((answers) => completeOf(answers).length >= COMPLETE_BEFORE_STOP);
  await end();
  const goneMs = monotonicMs();
  const planned = { isStreamed: false, tokens: 16, tokensPerSecond: 0, maxTokens: 16 };
  const probes = Promise.all(urls.map((url) => sendPlanned(url, apiKey, planned)));
  const sentWhileAway = () => load.answers.filter(({ sentAtMs }) => sentAtMs > goneMs);
  await load.until(() => urls.every((url) => sentWhileAway().some((answer) => answer.url === url)));
  const forwardedAtFirst = fleet.forwarded.length;
  await load.until(() => sentWhileAway().length >= SENT_WHILE_AWAY);
  const sentBeforeStart = sentWhileAway();
  const forwardedAtLast = fleet.forwarded.length;

  await postgres.start();
  const backMs = monotonicMs();
  const completeSince = () => completeOf(load.answers).filter(({ sentAtMs }) => sentAtMs > backMs);
  await load.until(() => urls.every((url) => completeSince().some((answer) => answer.url === url)));
  const servedAgainMs = monotonicMs() - backMs;
  await load.until(() => completeSince().length >= COMPLETE_AFTERWARDS);
  load.stop();
  await load.ended;
  const early = await probes;
  return {
    answers: [...early, ...load.answers],
    early,
    whileAway: [...early, ...sentBeforeStart],
    newlyForwarded: forwardedAtLast - forwardedAtFirst,
    servedAgainMs,
    awayMs: backMs - goneMs,
  };
}

/**
 * While the database was away every request was refused with 503, in OpenAI's shape and with the time to wait, and none
 * of them reached the fleet.
 * @throws AssertionError
 */
export function checkRefused({ whileAway, newlyForwarded }: Outage, forwarded: readonly string[]): void {
  assert.ok(whileAway.length >= SENT_WHILE_AWAY, `only ${whileAway.length} requests were sent while it was away`);
  const reached = new Set(forwarded);
  for (const { status, retryAfter, requestId, text } of whileAway) {
    assert.equal(status, 503, `request ${requestId} was not refused`);
    assert.match(retryAfter ?? "", /^[1-9]\d*$/);
    const { message, ...rest } = JSON.parse(text).error;
    assert.match(message, /./);
    assert.match(rest.code, /^(keys|metering)_unavailable$/);
    assert.deepEqual(rest, { type: "server_error", param: null, code: rest.code });
    assert.ok(requestId !== null && !reached.has(requestId), `request ${requestId} was refused and forwarded`);
  }
  assert.equal(newlyForwarded, 0, "requests were forwarded while the database was away");
}
