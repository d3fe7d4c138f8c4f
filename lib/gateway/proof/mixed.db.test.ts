import fc from "fast-check";
import { expect, test } from "vitest";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace, type TestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { countersAgree } from "./counters-agree.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database, { upstreamTimeoutMs: 500 }, 2);
const MODEL = "glm-5.3-flash";
const OF_EACH = 8;

type Kind = {
  readonly name: string;
  readonly sim: string;
  readonly isStreamed?: boolean;
  readonly maxTokens?: number;
  readonly choices?: number;
  /** The caller leaves after so many chunks of a stream, or so many milliseconds. */
  readonly leavesAfter?: { readonly chunks: number } | { readonly ms: number };
  readonly statuses: readonly number[];
};

const streamed = { isStreamed: true };
const KINDS: readonly Kind[] = [
  { name: "short", sim: "tokens=3", statuses: [200] },
  { name: "long", sim: "tokens=300, latency=20", statuses: [200] },
  { name: "cut by max_tokens", sim: "tokens=300", maxTokens: 20, statuses: [200] },
  { name: "two choices", sim: "tokens=40", choices: 2, statuses: [200] },
  { name: "stream", sim: "tokens=60, rate=500", ...streamed, statuses: [200] },
  { name: "stream of two choices", sim: "tokens=30", choices: 2, ...streamed, statuses: [200] },
  { name: "stream without usage", sim: "tokens=25, no-usage", ...streamed, statuses: [200] },
  { name: "over-reported", sim: "tokens=10, over-report=900000, over-report-input=900000", statuses: [200] },
  { name: "over-reported stream", sim: "tokens=10, over-report=900000", ...streamed, statuses: [200] },
  { name: "left half-way", sim: "tokens=400, rate=200", ...streamed, leavesAfter: { chunks: 5 }, statuses: [200] },
  { name: "left while waiting", sim: "latency=5000", leavesAfter: { ms: 100 }, statuses: [] },
  { name: "left at once", sim: "latency=5000", ...streamed, leavesAfter: { ms: 30 }, statuses: [] },
  { name: "failing", sim: "status=500", statuses: [502] },
  { name: "busy", sim: "status=429", statuses: [503] },
  { name: "refusing", sim: "status=400", statuses: [400] },
  { name: "dropped", sim: "drop", statuses: [502] },
  { name: "dropped half-way", sim: "tokens=20, drop-after=3", statuses: [502] },
  { name: "stream dropped half-way", sim: "tokens=20, drop-after=3", ...streamed, statuses: [200] },
  { name: "unreadable", sim: "tokens=20, bad-json-after=3", statuses: [502] },
  { name: "unreadable stream", sim: "tokens=20, bad-json-after=3", ...streamed, statuses: [200] },
  { name: "without usage", sim: "tokens=5, no-usage", statuses: [502] },
  { name: "stalling", sim: "stall", statuses: [504] },
];

type Sent = {
  readonly kind: Kind;
  readonly status: number | "left";
  readonly text: string;
  readonly requestId: string;
};

async function send(workspace: TestWorkspace, kind: Kind, url: string): Promise<Sent> {
  const { isStreamed = false, maxTokens = 400, choices = 1, leavesAfter } = kind;
  const messages = [{ role: "user", content: `[[sim: ${kind.sim}]] Go on.` }];
  const leaving = new AbortController();
  const signal = leavesAfter && "ms" in leavesAfter ? AbortSignal.timeout(leavesAfter.ms) : leaving.signal;
  try {
    const response = await fetch(`${url}/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${workspace.apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ model: MODEL, messages, stream: isStreamed, max_tokens: maxTokens, n: choices }),
      signal,
    });
    const { status } = response;
    let text = "";
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      const chunks = text.split("data: ").length - 1;
      if (leavesAfter && "chunks" in leavesAfter && chunks >= leavesAfter.chunks) leaving.abort();
    }
    return { kind, status, text, requestId: response.headers.get("x-request-id") ?? "" };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { kind, status: "left", text: "", requestId: "" };
  }
}

/** All kinds of requests at once, some of each, over both gateways; the counters are looked at all the while. */
async function sendAll(workspace: TestWorkspace): Promise<Sent[]> {
  const all = KINDS.flatMap((kind) => Array.from({ length: OF_EACH }, () => kind));
  const [shuffled = all] = fc.sample(fc.shuffledSubarray(all, { minLength: all.length }), 1);
  const { urls } = gateway;
  let isOver = false;
  const sending = Promise.all(
    shuffled.map((kind, place) => send(workspace, kind, urls[place % urls.length] ?? "")),
  ).finally(() => {
    isOver = true;
  });
  while (!isOver) await countersAgree(database.pool);
  const sent = await sending;
  await expect.poll(() => openOf(workspace), { timeout: 5_000 }).toEqual({ holds: 0, loads: 0, inFlight: 0 });
  await countersAgree(database.pool);
  return sent;
}

async function openOf({ workspaceId }: TestWorkspace) {
  const holds = await database.db.hold.count({ where: { workspaceId } });
  const { _sum } = await database.db.deploymentLoad.aggregate({ where: { workspaceId }, _sum: { openRequests: true } });
  return { holds, loads: _sum.openRequests ?? 0, inFlight: gateway.requestsInFlight() };
}

async function spendingOf({ workspaceId }: TestWorkspace) {
  const [period, ...others] = await database.db.periodSpending.findMany({ where: { workspaceId } });
  const credits = await database.db.creditBalance.findUniqueOrThrow({ where: { workspaceId } });
  if (!period || others.length > 0) throw new Error("The test does not run over the end of a month");
  expect([period.heldNanos, period.includedHeldNanos, credits.heldNanos]).toEqual([0n, 0n, 0n]);
  return { settledNanos: period.settledNanos, includedNanos: period.includedUsedNanos };
}

/** What callers were told that they used is what is stored for their requests. */
async function checkReported({ workspaceId }: TestWorkspace, sent: readonly Sent[]): Promise<void> {
  const events = await database.db.usageEvent.findMany({ where: { workspaceId } });
  const byId = new Map(events.map((event) => [event.requestId, event]));
  const whole = sent.filter(({ kind, status }) => status === 200 && !kind.isStreamed);
  expect(whole.length).toBeGreaterThan(0);
  for (const { requestId, text } of whole) {
    const { usage } = JSON.parse(text);
    const event = byId.get(requestId);
    expect(event?.outcome).toBe("succeeded");
    expect((event?.inputTokens ?? 0) + (event?.cachedInputTokens ?? 0)).toBe(usage.prompt_tokens);
    expect(event?.outputTokens).toBe(usage.completion_tokens);
  }
  const failed = sent.filter(({ status }) => typeof status === "number" && status >= 400);
  expect(failed.length).toBeGreaterThan(0);
  for (const { requestId } of failed) expect(byId.get(requestId)).toMatchObject({ outcome: "failed", amountNanos: 0n });
}

test("requests of every kind and ending leave nothing held, and the limit they run into holds", async ({
  annotate,
}) => {
  const workspace = await createTestWorkspace(database.db, {
    now: systemClock.now(),
    deployments: [{ modelId: MODEL }],
    includedNanos: 1_000_000n,
  });
  const free = await sendAll(workspace);
  for (const { kind, status } of free)
    expect([...kind.statuses, ...(kind.leavesAfter ? ["left"] : [])], kind.name).toContain(status);
  await checkReported(workspace, free);
  const before = await spendingOf(workspace);
  expect(before.includedNanos > 0n && before.settledNanos > 0n).toBe(true);
  const outcomes = await database.db.usageEvent.groupBy({
    by: ["outcome"],
    where: { workspaceId: workspace.workspaceId },
  });
  expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["client_closed", "failed", "succeeded"]);

  const { workspaceId } = workspace;
  const limitNanos = before.settledNanos + before.settledNanos / 2n;
  await database.db.spendLimit.create({
    data: { workspaceId, scope: "workspace", scopeId: workspaceId, limitNanos, updatedAt: systemClock.now() },
  });
  const limited = await sendAll(workspace);
  await checkReported(workspace, limited);
  const after = await spendingOf(workspace);
  const refused = limited.filter(({ status }) => status === 403);
  const spent = `${after.settledNanos} of ${limitNanos} nano-dollars`;
  await annotate(`${spent}, ${refused.length} of ${limited.length} refused`);
  expect(refused.length).toBeGreaterThan(0);
  expect(limited.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
  expect(after.settledNanos > before.settledNanos && after.settledNanos <= limitNanos).toBe(true);
});
