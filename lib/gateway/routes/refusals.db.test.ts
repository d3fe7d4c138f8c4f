import OpenAI, { toFile } from "openai";
import { expect, test } from "vitest";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { onlyEventOf, rejectionOf } from "#prisma/testing/usage-of-workspace.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database);
const MODEL = "qwen3.8-27b";
const EMBEDDING_MODEL = "bge-large-en-v1.5";

const newWorkspace = () =>
  createTestWorkspace(database.db, {
    now: systemClock.now(),
    deployments: [{ modelId: MODEL }, { modelId: EMBEDDING_MODEL }],
  });
const HELLO = [{ role: "user" as const, content: "Hello" }];

const text = () => toFile(Buffer.from("text"), "text.jsonl");

/** What the official client can ask for besides what is served here. */
const UNSERVED: readonly (readonly [string, (client: OpenAI) => Promise<unknown>])[] = [
  ["completions", (client) => client.completions.create({ model: MODEL, prompt: "Hello" })],
  ["stored completions", (client) => client.chat.completions.list()],
  ["a stored completion", (client) => client.chat.completions.retrieve("chatcmpl_1")],
  ["the deletion of a completion", (client) => client.chat.completions.delete("chatcmpl_1")],
  ["the messages of a completion", (client) => client.chat.completions.messages.list("chatcmpl_1")],
  ["a stored response", (client) => client.responses.retrieve("resp_1")],
  ["the deletion of a response", (client) => client.responses.delete("resp_1")],
  ["the cancelling of a response", (client) => client.responses.cancel("resp_1")],
  ["the input of a response", (client) => client.responses.inputItems.list("resp_1")],
  ["conversations", (client) => client.conversations.create({})],
  ["the deletion of a model", (client) => client.models.delete(MODEL)],
  ["moderations", (client) => client.moderations.create({ input: "Hello" })],
  ["images", (client) => client.images.generate({ prompt: "A weir" })],
  ["speech", (client) => client.audio.speech.create({ model: MODEL, voice: "alloy", input: "Hello" })],
  ["transcriptions", async (client) => client.audio.transcriptions.create({ model: MODEL, file: await text() })],
  ["files", (client) => client.files.list()],
  ["uploads of files", async (client) => client.files.create({ purpose: "batch", file: await text() })],
  ["batches", (client) => client.batches.list()],
  ["fine-tuning", (client) => client.fineTuning.jobs.list()],
  ["vector stores", (client) => client.vectorStores.list()],
  ["evals", (client) => client.evals.list()],
  ["containers", (client) => client.containers.list()],
  ["assistants", (client) => client.get("/assistants")],
  ["threads", (client) => client.post("/threads", { body: {} })],
  ["reranking", (client) => client.post("/rerank", { body: { model: MODEL } })],
  ["a list of embeddings", (client) => client.get("/embeddings")],
  ["a list of responses", (client) => client.get("/responses")],
  ["a model sent anew", (client) => client.post("/models", { body: {} })],
  ["a replaced completion", (client) => client.put("/chat/completions", { body: {} })],
];

test.each(UNSERVED)("%s are answered with 404 in OpenAI's shape", async (_, ask) => {
  const { apiKey, workspaceId } = await newWorkspace();
  const before = gateway.fleet.stats.counts.requests;
  const error = await rejectionOf(ask(gateway.client(apiKey)));
  expect(error).toBeInstanceOf(OpenAI.NotFoundError);
  expect(error).toMatchObject({ status: 404, type: "invalid_request_error", code: "unknown_url", param: null });
  expect(error.message).toContain("is not served here. Use /v1/chat/completions");
  expect(error.requestID).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  expect(gateway.fleet.stats.counts.requests).toBe(before);
  expect(await database.db.usageEvent.count({ where: { workspaceId } })).toBe(0);
});

const CHAT = { model: MODEL, messages: HELLO };
const RESPONSE = { model: MODEL, input: "Hello" };
const EMBEDDING = { model: EMBEDDING_MODEL, input: "Hello" };
const shown = (part: object) => ({ model: MODEL, messages: [{ role: "user", content: [part] }] });

test.each<[string, string, object, string, string]>([
  [
    "a field kept for Weir",
    "/chat/completions",
    { ...CHAT, weir_priority: 1 },
    "weir_priority",
    "weir_priority is not",
  ],
  ["a field kept for RunInfra", "/chat/completions", { ...CHAT, runinfra_x: null }, "runinfra_x", "runinfra_x is not"],
  ["such a field of a response", "/responses", { ...RESPONSE, runinfra_x: 1 }, "runinfra_x", "Leave it out"],
  ["such a field of embeddings", "/embeddings", { ...EMBEDDING, weir_x: 1 }, "weir_x", "Leave it out"],
  [
    "an image",
    "/chat/completions",
    shown({ type: "image_url", image_url: { url: "data:," } }),
    "messages",
    "text only",
  ],
  ["sound", "/chat/completions", shown({ type: "input_audio", input_audio: {} }), "messages", "text only"],
  ["a file", "/chat/completions", shown({ type: "file", file: { file_id: "f" } }), "messages", "text only"],
  ["a video", "/chat/completions", shown({ type: "video_url", video_url: { url: "x" } }), "messages", "text only"],
  [
    "an embedding model asked to chat",
    "/chat/completions",
    { ...CHAT, model: EMBEDDING_MODEL },
    "model",
    "Use /v1/embeddings",
  ],
  [
    "an embedding model asked to respond",
    "/responses",
    { ...RESPONSE, model: EMBEDDING_MODEL },
    "model",
    "Use /v1/embeddings",
  ],
  ["a chat model asked to embed", "/embeddings", { ...EMBEDDING, model: MODEL }, "model", "Use /v1/chat/completions"],
  ["no choices", "/chat/completions", { ...CHAT, n: 0 }, "n", "from 1 to 128"],
  ["a bound of nothing", "/chat/completions", { ...CHAT, max_tokens: 0 }, "max_tokens", "from 1"],
  [
    "an encoding nobody knows",
    "/embeddings",
    { ...EMBEDDING, encoding_format: "int8" },
    "encoding_format",
    "float or base64",
  ],
  ["no input", "/embeddings", { ...EMBEDDING, input: [] }, "input", "at least one"],
  ["input of nothing", "/embeddings", { ...EMBEDDING, input: ["a", ""] }, "input", "none of them empty"],
])(
  "%s is refused with 400 that says what to do, and never reaches the upstream",
  async (_, path, body, param, words) => {
    const workspace = await newWorkspace();
    const before = gateway.fleet.stats.counts.requests;
    const error = await rejectionOf(gateway.client(workspace.apiKey).post(path, { body }));
    expect(error).toMatchObject({ status: 400, type: "invalid_request_error", code: "bad_request", param });
    expect(error.message).toContain(words);
    expect(gateway.fleet.stats.counts.requests).toBe(before);
    expect(await onlyEventOf(database.db, workspace)).toMatchObject({
      outcome: "failed",
      errorClass: "caller",
      httpStatus: 400,
      amountNanos: 0n,
    });
  },
);
