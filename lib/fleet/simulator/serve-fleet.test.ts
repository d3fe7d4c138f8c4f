import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseServerSentEvents } from "#lib/fleet/parse-server-sent-events.ts";
import { callUpstream, closeUpstreams } from "#lib/fleet/upstream.ts";
import { monotonicMs } from "#lib/platform/clock.ts";
import { type FleetSimulator, startFleetSimulator } from "./start-fleet-simulator.ts";

let simulator: FleetSimulator;

beforeAll(async () => {
  simulator = await startFleetSimulator({ port: 0, host: "127.0.0.1" });
});

beforeEach(() => simulator.stats.reset());

afterAll(async () => {
  await closeUpstreams();
  await simulator.close();
});

type Ask = { sim?: string; header?: string; content?: string; stream?: boolean; path?: string; signal?: AbortSignal };

function bodyOf({ sim = "", content = "Hello", stream = false }: Ask): string {
  const usage = stream ? { stream, stream_options: { include_usage: true, continuous_usage_stats: true } } : {};
  return JSON.stringify({
    model: "m",
    messages: [{ role: "user", content }],
    input: content,
    metadata: { sim },
    ...usage,
  });
}

function ask(asked: Ask): Promise<Response> {
  return fetch(`${simulator.url}/v1/${asked.path ?? "chat/completions"}`, {
    method: "POST",
    headers: asked.header === undefined ? {} : { "x-sim": asked.header },
    body: bodyOf(asked),
    ...(asked.signal ? { signal: asked.signal } : {}),
  });
}

/** What arrived of a stream, and whether it broke off; fetch would lose bytes that came right before the break. */
async function read(sim: string): Promise<{ events: string[]; tokens: number; broke: boolean }> {
  const events: string[] = [];
  const timeouts = { headersTimeoutMs: 5_000, bodyTimeoutMs: 5_000 };
  const sent = { path: "/chat/completions", body: bodyOf({ sim, stream: true }), requestId: "req-1", ...timeouts };
  const { signal } = new AbortController();
  const { body } = await callUpstream({ url: `${simulator.url}/v1`, apiKey: null }, { ...sent, signal });
  let broke = false;
  try {
    for await (const event of parseServerSentEvents(body)) events.push(event);
  } catch (error) {
    expect(error).toMatchObject({ kind: "dropped" });
    broke = true;
  }
  return { events, tokens: events.filter((event) => /"delta":\{"content"/.test(event)).length, broke };
}

async function completionTokens(asked: Ask): Promise<unknown> {
  const completion = (await (await ask(asked)).json()) as { usage?: { completion_tokens: number } };
  return completion.usage?.completion_tokens;
}

describe("where directives are read", () => {
  it("takes header over metadata over the last user message", async () => {
    expect(await completionTokens({ content: "Hi [[sim: tokens=3]] there" })).toBe(3);
    expect(await completionTokens({ content: "[[sim:tokens=3]]", sim: "tokens=4" })).toBe(4);
    expect(await completionTokens({ content: "[[sim:tokens=3]]", sim: "tokens=4", header: "tokens=5" })).toBe(5);
    expect(await completionTokens({ content: "[[sim:tokens=3]] [[sim:no-usage]]" })).toBeUndefined();
  });

  it("reads header and metadata for embeddings", async () => {
    expect((await ask({ path: "embeddings", sim: "status=500" })).status).toBe(500);
    expect((await ask({ path: "embeddings", header: "status=503" })).status).toBe(503);
    const plain = await (await ask({ path: "embeddings" })).json();
    const over = await (await ask({ path: "embeddings", sim: "over-report-input=50" })).json();
    expect(over.usage.prompt_tokens).toBe(plain.usage.prompt_tokens + 50);
  });
});

describe("what directives do", () => {
  it.each([
    [500, "server_error"],
    [429, "rate_limit_error"],
    [400, "invalid_request_error"],
  ])("status=%i answers with an OpenAI error", async (status, type) => {
    const response = await ask({ sim: `status=${status}`, stream: true });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { type } });
  });

  it("drop-after breaks the stream after exactly so many tokens, and is not the caller's doing", async () => {
    for (const tokens of [0, 1, 5, 40]) {
      const { events, broke, ...stream } = await read(`drop-after=${tokens}, tokens=40`);
      expect([stream.tokens, broke, events.includes("[DONE]")]).toEqual([tokens, true, false]);
    }
    expect((await read("drop-after=99, tokens=4")).broke).toBe(true);
    await expect((await ask({ sim: "drop-after=1" })).text()).rejects.toThrow();
    await expect(ask({ sim: "drop" })).rejects.toThrow();
    expect(simulator.stats.counts.aborted).toBe(0);
  });

  it("bad-json-after puts one broken event into the stream, or halves an answer", async () => {
    const { events, tokens } = await read("bad-json-after=2, tokens=5");
    const isBroken = events.map((event) => event !== "[DONE]" && !event.endsWith("}"));
    expect(isBroken.indexOf(true)).toBe(3);
    expect([isBroken.filter(Boolean).length, tokens, events.at(-1)]).toEqual([1, 5, "[DONE]"]);
    const half = await ask({ sim: "bad-json-after=2" });
    expect(half.status).toBe(200);
    await expect(half.json()).rejects.toThrow(SyntaxError);
  });

  it("no-usage leaves usage out of every chunk and answer", async () => {
    const { events } = await read("no-usage");
    expect(events.join("")).not.toContain("usage");
    expect(await completionTokens({ sim: "no-usage" })).toBeUndefined();
  });

  it("over-report reports more than was sent, on every chunk", async () => {
    const { events, tokens } = await read("over-report=7, tokens=3");
    const reported = events.slice(0, -1).map((event) => JSON.parse(event).usage.completion_tokens);
    expect([tokens, reported]).toEqual([3, [7, 8, 9, 10, 10, 10]]);
    expect(await completionTokens({ sim: "over-report=7, tokens=3" })).toBe(10);
  });

  it("rate and latency hold tokens back at least so long", async () => {
    const startMs = monotonicMs();
    await (await ask({ sim: "latency=60, rate=100, tokens=5", stream: true })).text();
    expect(monotonicMs() - startMs).toBeGreaterThanOrEqual(99);
    const wholeStartMs = monotonicMs();
    await (await ask({ sim: "latency=60, rate=100, tokens=5" })).text();
    expect(monotonicMs() - wholeStartMs).toBeGreaterThanOrEqual(99);
  });
});

describe("a caller who leaves", () => {
  it.each([
    ["stall", true],
    ["stall", false],
    ["stall-after=3", true],
    ["stall-after=3", false],
    ["latency=600000", true],
    ["latency=600000", false],
    ["rate=500, tokens=100000", true],
  ])("during %s (streamed: %s) ends the work and is counted once", async (sim, stream) => {
    const leave = new AbortController();
    const asked = ask({ sim, stream, signal: leave.signal }).then((response) => response.text());
    await simulator.stats.until(({ chatCompletions }) => chatCompletions === 1);
    if (sim.startsWith("rate")) await simulator.stats.until((counts) => counts.completionTokens >= 3);
    leave.abort();
    await expect(asked).rejects.toThrow();
    await simulator.stats.until(({ aborted }) => aborted === 1);
    const { completionTokens: sent } = simulator.stats.counts;
    await read("rate=100, tokens=5");
    expect(simulator.stats.counts).toMatchObject({ aborted: 1, completionTokens: sent + 5 });
  });
});
