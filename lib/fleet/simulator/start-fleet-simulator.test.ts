import { encode } from "gpt-tokenizer/encoding/o200k_base";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MODELS } from "#lib/domain/catalog/models.ts";
import { type FleetSimulator, startFleetSimulator } from "./start-fleet-simulator.ts";

const MODEL = "glm-5.3-flash";
const messages = [{ role: "user" as const, content: "Why is the first token slow?" }];

let simulator: FleetSimulator;
let client: OpenAI;

beforeAll(async () => {
  simulator = await startFleetSimulator({ port: 0, host: "127.0.0.1" });
  client = new OpenAI({ baseURL: `${simulator.url}/v1`, apiKey: "any", maxRetries: 0 });
});

beforeEach(() => simulator.stats.reset());

afterAll(() => simulator.close());

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function post(path: string, body: string): Promise<{ status: number; error: Record<string, unknown> }> {
  const response = await fetch(`${simulator.url}${path}`, { method: "POST", body });
  const answer = (await response.json()) as { error: Record<string, unknown> };
  return { status: response.status, error: answer.error };
}

describe("completions", () => {
  it("answers with the exact tokens of its text", async () => {
    const completion = await client.chat.completions.create({ model: MODEL, messages });
    const text = completion.choices[0]?.message.content ?? "";
    expect(completion).toMatchObject({ object: "chat.completion", model: MODEL, choices: [{ finish_reason: "stop" }] });
    expect(completion.usage?.completion_tokens).toBe(encode(text).length);
    expect(simulator.stats.counts.completionTokens).toBe(encode(text).length);
  });

  it("gives the same text for the same body, streamed or not, under new ids", async () => {
    const one = await client.chat.completions.create({ model: MODEL, messages });
    const two = await client.chat.completions.create({ model: MODEL, messages });
    let streamed = "";
    for await (const chunk of await client.chat.completions.create({ model: MODEL, messages, stream: true })) {
      streamed += chunk.choices[0]?.delta.content ?? "";
    }
    expect(two.choices).toEqual(one.choices);
    expect(streamed).toBe(one.choices[0]?.message.content);
    expect(two.id).not.toBe(one.id);
  });

  it("cuts at the caller's maximum", async () => {
    const completion = await client.chat.completions.create({ model: MODEL, messages, max_tokens: 7 });
    expect(completion).toMatchObject({ choices: [{ finish_reason: "length" }], usage: { completion_tokens: 7 } });
  });

  it("answers up to four choices and counts them all", async () => {
    const completion = await client.chat.completions.create({ model: MODEL, messages, n: 4, max_tokens: 9 });
    expect(new Set(completion.choices.map((choice) => choice.message.content)).size).toBe(4);
    expect(completion.usage?.completion_tokens).toBe(36);
  });
});

describe("streams", () => {
  it("sends the role, one token a chunk, the reason, then usage without choices", async () => {
    const stream_options = { include_usage: true };
    const body = { model: MODEL, messages, stream: true as const, stream_options, max_tokens: 12 };
    const chunks = await collect(await client.chat.completions.create(body));
    const contents = chunks.slice(1, -2).map((chunk) => chunk.choices[0]?.delta.content ?? "");
    expect(chunks[0]?.choices[0]?.delta.role).toBe("assistant");
    expect(encode(contents.join(""))).toHaveLength(12);
    for (const content of contents) expect(encode(content)).toHaveLength(1);
    expect(chunks.at(-2)).toMatchObject({ choices: [{ delta: {}, finish_reason: "length" }], usage: null });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 12 } });
    expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
  });

  it("leaves usage out unless asked, and ends with [DONE]", async () => {
    const body = JSON.stringify({ model: MODEL, messages, stream: true });
    const response = await fetch(`${simulator.url}/v1/chat/completions`, { method: "POST", body });
    const text = await response.text();
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(text).not.toContain("usage");
    expect(text).toMatch(/\ndata: \[DONE\]\n\n$/);
  });

  it("runs usage on every chunk for continuous_usage_stats, by choice, and sums the choices at the end", async () => {
    const stream_options = { include_usage: true, continuous_usage_stats: true };
    const body = { model: MODEL, messages, stream: true as const, stream_options, n: 2, max_tokens: 3 };
    const chunks = await collect(await client.chat.completions.create(body));
    const running = chunks.map((chunk) => [chunk.choices[0]?.index, chunk.usage?.completion_tokens]);
    const ofChoice = (index: number) => running.filter(([choice]) => choice === index).map(([, tokens]) => tokens);
    expect(ofChoice(0)).toEqual([0, 1, 2, 3, 3]);
    expect(ofChoice(1)).toEqual([0, 1, 2, 3, 3]);
    expect(running.at(-1)).toEqual([undefined, 6]);
  });
});

describe("embeddings", () => {
  const input = ["The first text.", "A second one — with é."];

  it("gives the same vectors of length 1 as numbers and as base64", async () => {
    const floats = await client.embeddings.create({ model: "bge", input, encoding_format: "float" });
    const decoded = await client.embeddings.create({ model: "bge", input });
    expect(decoded.data.map((item) => Array.from(item.embedding))).toEqual(floats.data.map((item) => item.embedding));
    for (const { embedding } of floats.data) expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
    expect(floats.data[0]?.embedding).toHaveLength(1_024);
    expect(floats.data[0]?.embedding).not.toEqual(floats.data[1]?.embedding);
    const tokens = input.reduce((sum, text) => sum + encode(text).length, 0);
    expect(floats.usage).toEqual({ prompt_tokens: tokens, total_tokens: tokens });
  });

  it("takes token numbers and dimensions", async () => {
    const body = { model: "bge", dimensions: 8, encoding_format: "float" as const };
    const one = await client.embeddings.create({ ...body, input: [1, 2, 3] });
    const two = await client.embeddings.create({ ...body, input: [[1, 2, 3], [4]] });
    expect([one.data.length, two.data.length, one.usage.prompt_tokens, two.usage.prompt_tokens]).toEqual([1, 2, 3, 4]);
    expect(two.data[0]?.embedding).toEqual(one.data[0]?.embedding);
    expect(one.data[0]?.embedding).toHaveLength(8);
  });
});

describe("refusals", () => {
  const chat = "/v1/chat/completions";
  const asChat = (body: Readonly<Record<string, unknown>>) => JSON.stringify({ model: MODEL, messages, ...body });
  it.each([
    ["broken JSON", chat, "{", 400, null],
    ["a list", chat, "[]", 400, null],
    ["no model", chat, JSON.stringify({ messages }), 400, "model"],
    ["no messages", chat, JSON.stringify({ model: MODEL }), 400, "messages"],
    ["empty messages", chat, asChat({ messages: [] }), 400, "messages"],
    ["a numeric content", chat, asChat({ messages: [{ role: "user", content: 5 }] }), 400, "messages[0].content"],
    ["max_tokens as text", chat, asChat({ max_tokens: "9" }), 400, "max_tokens"],
    ["five choices", chat, asChat({ n: 5 }), 400, "n"],
    ["stream_options alone", chat, asChat({ stream_options: {} }), 400, "stream_options"],
    ["an unknown directive", chat, asChat({ metadata: { sim: "explode" } }), 400, "sim"],
    ["an empty input", "/v1/embeddings", JSON.stringify({ model: MODEL, input: "" }), 400, "input"],
    ["an input without model", "/v1/embeddings", JSON.stringify({ input: "a" }), 400, "model"],
    ["another route", "/v1/completions", "{}", 404, null],
    ["more than 10 MB", chat, `"${"a".repeat(10 * 1024 * 1024)}"`, 413, null],
  ])("answers %s in OpenAI's error shape", async (_, path, body, status, param) => {
    const refusal = await post(path, body);
    expect(refusal).toMatchObject({ status, error: { type: "invalid_request_error", param } });
    expect(refusal.error.message).not.toBe("");
    expect(Object.keys(refusal.error)).toEqual(["message", "type", "param", "code"]);
  });

  it("takes exactly 10 MB", async () => {
    const frame = JSON.stringify({ model: MODEL, messages: [{ role: "user", content: "" }] });
    const filler = "word ".repeat(10 * 1024 * 1024).slice(0, 10 * 1024 * 1024 - frame.length);
    const body = frame.replace('""', `"${filler}"`);
    const response = await fetch(`${simulator.url}${chat}`, { method: "POST", body });
    await response.text();
    expect([body.length, response.status]).toEqual([10 * 1024 * 1024, 200]);
  });
});

describe("the server", () => {
  it("lists the catalog's models and is healthy", async () => {
    const models = await collect(client.models.list());
    expect(models.map(({ id, object }) => [id, object])).toEqual(MODELS.map(({ id }) => [id, "model"]));
    expect((await fetch(`${simulator.url}/healthz`)).status).toBe(200);
  });

  it("counts requests until it is reset", async () => {
    await client.chat.completions.create({ model: MODEL, messages, max_tokens: 3 });
    await client.embeddings.create({ model: "bge", input: "a" });
    await post("/v1/chat/completions", "{");
    await post("/v1/nothing", "{}");
    await fetch(`${simulator.url}/healthz`);
    const counts = async () => (await fetch(`${simulator.url}/stats`)).json();
    expect(await counts()).toEqual({ requests: 4, chatCompletions: 2, embeddings: 1, aborted: 0, completionTokens: 3 });
    await fetch(`${simulator.url}/stats/reset`, { method: "POST" });
    expect(await counts()).toEqual({ requests: 0, chatCompletions: 0, embeddings: 0, aborted: 0, completionTokens: 0 });
  });

  it("rejects a taken port with its code, and frees its port on close", async () => {
    const options = { port: simulator.port, host: "127.0.0.1" };
    await expect(startFleetSimulator(options)).rejects.toMatchObject({ code: "EADDRINUSE" });
    const first = await startFleetSimulator({ port: 0, host: "127.0.0.1" });
    await first.close();
    const second = await startFleetSimulator({ port: first.port, host: "127.0.0.1" });
    await second.close();
  });
});
