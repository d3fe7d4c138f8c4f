import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { onlyEventOf, readThrough } from "#prisma/testing/usage-of-workspace.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database);
const MODEL = "qwen3.8-27b";

let upstream: Server;
let answer: (response: ServerResponse, body: string) => void;

beforeAll(async () => {
  upstream = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    answer(response, Buffer.concat(chunks).toString());
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
});

afterAll(() => {
  upstream.closeAllConnections();
  upstream.close();
});

const newWorkspace = () => {
  const upstreamUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v1`;
  return createTestWorkspace(database.db, { now: systemClock.now(), deployments: [{ modelId: MODEL, upstreamUrl }] });
};

const CHUNKS = [
  { choices: [{ index: 0, delta: { content: "Yes." } }], error: null },
  { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
  { choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } },
];

const writeStream = (response: ServerResponse) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const chunk of CHUNKS) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  response.write("data: [DONE]\n\n");
};

test.each([
  ["stays open", () => undefined],
  ["breaks", (response: ServerResponse) => setImmediate(() => response.destroy())],
])("a stream is complete at [DONE], even if the upstream then %s", async (_, afterwards) => {
  const workspace = await newWorkspace();
  answer = (response) => {
    writeStream(response);
    afterwards(response);
  };
  const messages = [{ role: "user" as const, content: "Is it?" }];
  await readThrough(
    await gateway.client(workspace.apiKey).chat.completions.create({ model: MODEL, messages, stream: true }),
  );
  expect(await onlyEventOf(database.db, workspace)).toMatchObject({
    outcome: "succeeded",
    inputTokens: 9,
    outputTokens: 2,
  });
});

const writeWhole = (usage: object) => (response: ServerResponse) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ id: "chat", object: "chat.completion", choices: [], usage }));
};

test("what is billed never exceeds the model's own maximum, and the caller reads what is billed", async () => {
  const workspace = await newWorkspace();
  answer = writeWhole({ prompt_tokens: 5_000_000, completion_tokens: 5_000_000, total_tokens: 10_000_000 });
  const messages = [{ role: "user" as const, content: "Hello" }];
  const completion = await gateway
    .client(workspace.apiKey)
    .chat.completions.create({ model: MODEL, messages, max_tokens: 900_000 });
  const event = await onlyEventOf(database.db, workspace);
  expect(event.outputTokens).toBe(32_768);
  expect(event.inputTokens).toBeLessThan(1_000);
  expect(completion.usage).toEqual({
    prompt_tokens: event.inputTokens,
    completion_tokens: event.outputTokens,
    total_tokens: event.totalTokens,
  });
});

test("the upstream reads the same request that was judged here, though a key stood twice", async () => {
  const workspace = await newWorkspace();
  let received = "";
  answer = (response, body) => {
    received = body;
    writeWhole({ prompt_tokens: 3, completion_tokens: 9, total_tokens: 12 })(response);
  };
  const body = `{"model":"${MODEL}","max_tokens":1000,"messages":[{"role":"user","content":"Hi"}],"max_tokens":7}`;
  const headers = { authorization: `Bearer ${workspace.apiKey}`, "content-type": "application/json" };
  expect((await fetch(`${gateway.url}/chat/completions`, { method: "POST", headers, body })).status).toBe(200);
  expect(received.match(/max_tokens/g)).toHaveLength(1);
  expect(JSON.parse(received)).toMatchObject({ max_tokens: 7 });
  expect((await onlyEventOf(database.db, workspace)).outputTokens).toBe(7);
});
