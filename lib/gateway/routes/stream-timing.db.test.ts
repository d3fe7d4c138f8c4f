import type OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { monotonicMs, systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { onlyEventOf, rejectionOf } from "#prisma/testing/usage-of-workspace.ts";
import {
  endEvents,
  type ScriptedUpstream,
  sendEvent,
  startEvents,
  startScriptedUpstream,
} from "./start-scripted-upstream.ts";

const LONGEST_REQUEST_MS = 1_200;
/** A request may go on until it is next looked at, once a second. */
const LATEST_CUT_MS = 1_000;

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database, { requestTimeoutMs: LONGEST_REQUEST_MS });
const MODEL = "qwen3.8-27b";
const OUTPUT_NANOS = 400n;
const INPUT_NANOS = 100n;

let upstream: ScriptedUpstream;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
});
afterAll(() => upstream.close());

const newWorkspace = (upstreamUrl?: string) =>
  createTestWorkspace(database.db, {
    now: systemClock.now(),
    deployments: [{ modelId: MODEL, ...(upstreamUrl && { upstreamUrl }) }],
  });

const piece = (content: string) => ({ choices: [{ index: 0, delta: { content } }] });

/** The pieces of text of a stream as they come, whichever route it is of. */
async function* piecesOf(client: OpenAI, route: "chat" | "responses", text: string): AsyncGenerator<string> {
  if (route === "chat") {
    const messages = [{ role: "user" as const, content: text }];
    for await (const chunk of await client.chat.completions.create({ model: MODEL, messages, stream: true })) {
      const content = chunk.choices[0]?.delta.content;
      if (content) yield content;
    }
    return;
  }
  for await (const event of await client.responses.create({ model: MODEL, input: text, stream: true })) {
    if (event.type === "response.output_text.delta") yield event.delta;
  }
}

test.each(["chat", "responses"] as const)(
  "each piece of a stream of %s is delivered before the model server has written the next",
  async (route) => {
    const workspace = await newWorkspace(upstream.url);
    const received = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const written: string[] = [];
    upstream.answerWith(async (response) => {
      startEvents(response);
      for (const [place, text] of ["One, ", "two."].entries()) {
        sendEvent(response, piece(text));
        written.push(text);
        await received[place]?.promise;
      }
      endEvents(response, { prompt_tokens: 8, completion_tokens: 2, total_tokens: 10 });
    });
    const seen: string[] = [];
    for await (const content of piecesOf(gateway.client(workspace.apiKey), route, "Count.")) {
      seen.push(content);
      expect(written).toEqual(seen);
      received[seen.length - 1]?.resolve();
    }
    expect(seen).toEqual(["One, ", "two."]);
    expect(await onlyEventOf(database.db, workspace)).toMatchObject({ outcome: "succeeded", outputTokens: 2 });
  },
);

test.each(["chat", "responses"] as const)(
  "a stream of %s whose model server closes it without the word that it is whole is not billed",
  async (route) => {
    const workspace = await newWorkspace(upstream.url);
    upstream.answerWith((response) => {
      startEvents(response);
      sendEvent(response, { ...piece("Half of"), usage: { prompt_tokens: 8, completion_tokens: 2, total_tokens: 10 } });
      response.end();
    });
    const seen: string[] = [];
    const reading = async () => {
      for await (const content of piecesOf(gateway.client(workspace.apiKey), route, "Go on.")) seen.push(content);
    };
    const error = await rejectionOf(reading());
    expect(error).toMatchObject({ code: "upstream_error" });
    expect(seen).toEqual(["Half of"]);
    expect(await onlyEventOf(database.db, workspace)).toMatchObject({ outcome: "failed", amountNanos: 0n });
  },
);

test.each(["chat", "responses"] as const)(
  "a stream of %s that takes longer than any request may is cut, and billed for what was generated",
  async (route) => {
    const workspace = await newWorkspace();
    const startedMs = monotonicMs();
    let pieces = 0;
    const reading = async () => {
      const text = "[[sim: tokens=5000, rate=100]] Go on.";
      for await (const _ of piecesOf(gateway.client(workspace.apiKey), route, text)) pieces += 1;
    };
    const error = await rejectionOf(reading());
    const tookMs = monotonicMs() - startedMs;
    expect(error).toMatchObject({ code: "request_timeout", type: "server_error" });
    expect(tookMs).toBeGreaterThan(LONGEST_REQUEST_MS);
    expect(tookMs).toBeLessThan(LONGEST_REQUEST_MS + LATEST_CUT_MS + 1_500);
    const event = await onlyEventOf(database.db, workspace);
    expect(event).toMatchObject({ outcome: "interrupted", errorClass: "server", outputTokens: pieces });
    expect(pieces).toBeGreaterThan(20);
    expect(event.amountNanos).toBe(BigInt(event.inputTokens) * INPUT_NANOS + BigInt(pieces) * OUTPUT_NANOS);
    expect(event.inputTokens).toBeGreaterThan(0);
    expect(await database.db.hold.count({ where: { workspaceId: workspace.workspaceId } })).toBe(0);
  },
);

test("a stream that is cut before its first token costs nothing", async () => {
  const workspace = await newWorkspace();
  const reading = async () => {
    const text = "[[sim: latency=60000]] Go on.";
    for await (const _ of piecesOf(gateway.client(workspace.apiKey), "chat", text));
  };
  expect(await rejectionOf(reading())).toMatchObject({ code: "request_timeout" });
  expect(await onlyEventOf(database.db, workspace)).toMatchObject({
    outcome: "interrupted",
    totalTokens: 0,
    amountNanos: 0n,
  });
});

test.each([
  ["has not begun", "latency=4000, tokens=1"],
  ["has begun and goes no further", "stall-after=1, tokens=20"],
])("an unstreamed answer that %s when its time is over is ended with 504 and not billed", async (_, sim) => {
  const workspace = await newWorkspace();
  const startedMs = monotonicMs();
  const messages = [{ role: "user" as const, content: `[[sim: ${sim}]] Go on.` }];
  const { chat } = gateway.client(workspace.apiKey);
  const error = await rejectionOf(chat.completions.create({ model: MODEL, messages }));
  expect(monotonicMs() - startedMs).toBeLessThan(LONGEST_REQUEST_MS + LATEST_CUT_MS + 1_500);
  expect(error).toMatchObject({ status: 504, code: "request_timeout" });
  expect(await onlyEventOf(database.db, workspace)).toMatchObject({ outcome: "failed", amountNanos: 0n });
});
