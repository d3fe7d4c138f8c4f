import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database);
const MODEL = "glm-5.3-flash";
const BODY = JSON.stringify({ model: MODEL, messages: [{ role: "user", content: "Hello" }] });

const send = (path: string, init: RequestInit & { key?: string } = {}) =>
  fetch(`${gateway.url}${path}`, {
    ...init,
    headers: { "content-type": "application/json", ...(init.key && { authorization: `Bearer ${init.key}` }) },
  });

const newWorkspace = (plan: "team" | "starter" = "team") =>
  createTestWorkspace(database.db, {
    now: systemClock.now(),
    plan,
    deployments: [{ modelId: MODEL }, { modelId: "gpt-oss-120b", state: "stopped" }],
  });

async function errorOf(response: Response) {
  const { error } = (await response.json()) as { error: Record<string, unknown> };
  expect(Object.keys(error).sort()).toEqual(["code", "message", "param", "type"]);
  expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  return error;
}

test.each([
  ["no key", undefined],
  ["something that is no key", "sk-something"],
  ["an unknown key", `rp_live_${randomBytes(32).toString("hex")}`],
])("%s is refused with 401 in OpenAI's shape", async (_, key) => {
  const response = await send("/chat/completions", { method: "POST", body: BODY, ...(key && { key }) });
  expect(response.status).toBe(401);
  expect(await errorOf(response)).toMatchObject({ code: "invalid_api_key", type: "invalid_request_error" });
});

test.each([
  ["an unfinished body", '{"model":', 400],
  ["an array", "[]", 400],
  ["no model", '{"messages":[{"role":"user","content":"x"}]}', 400],
  ["no messages", `{"model":"${MODEL}","messages":[]}`, 400],
  ["a negative bound", `{"model":"${MODEL}","messages":[{}],"max_tokens":-1}`, 400],
  ["a stream that is no boolean", `{"model":"${MODEL}","messages":[{}],"stream":"yes"}`, 400],
  [
    "a body nested too deeply",
    `{"model":"${MODEL}","messages":[{}],"deep":${"[".repeat(9_000)}${"]".repeat(9_000)}}`,
    400,
  ],
  ["a model nobody deployed", '{"model":"nobody/knows","messages":[{}]}', 404],
  ["a model that is stopped", '{"model":"gpt-oss-120b","messages":[{}]}', 503],
])("%s is refused and never reaches the upstream", async (_, body, status) => {
  const { apiKey, workspaceId } = await newWorkspace();
  const before = gateway.fleet.stats.counts.requests;
  const response = await send("/chat/completions", { method: "POST", body, key: apiKey });
  expect(response.status).toBe(status);
  await errorOf(response);
  expect(gateway.fleet.stats.counts.requests).toBe(before);
  expect(
    await database.db.usageEvent.findMany({ where: { workspaceId }, select: { outcome: true, amountNanos: true } }),
  ).toEqual([{ outcome: "failed", amountNanos: 0n }]);
});

test("a body above the limit is refused with 413 on a connection that still answers", async () => {
  const { apiKey } = await newWorkspace();
  const response = await send("/chat/completions", { method: "POST", body: "x".repeat(11 * 1_048_576), key: apiKey });
  expect(response.status).toBe(413);
  expect(await errorOf(response)).toMatchObject({ code: "request_too_large" });
});

test.each([
  ["POST", "/completions"],
  ["GET", "/chat/completions"],
  ["POST", "/files"],
  ["GET", "/models-of-mine"],
])("%s %s is not served", async (method, path) => {
  const { apiKey } = await newWorkspace();
  const response = await send(path, { method, key: apiKey, ...(method === "POST" && { body: BODY }) });
  expect(response.status).toBe(404);
  await errorOf(response);
});

test("models lists what the workspace serves now, and retrieving another one is 404", async () => {
  const { apiKey, workspaceId } = await newWorkspace();
  // Long ago, so that the time of the request cannot be taken for it.
  await database.db.deployment.updateMany({ where: { workspaceId }, data: { createdAt: new Date("2026-02-03") } });
  const models = await gateway.client(apiKey).models.list();
  expect(models.data.map((model) => model.id)).toEqual([MODEL]);
  const deployment = await database.db.deployment.findFirstOrThrow({ where: { workspaceId } });
  const created = Math.floor(deployment.createdAt.getTime() / 1_000);
  expect(models.data[0]).toEqual({ id: MODEL, object: "model", created, owned_by: "weir" });
  expect(await gateway.client(apiKey).models.retrieve(MODEL)).toMatchObject({ id: MODEL, created });
  expect((await send("/models/gpt-oss-120b", { key: apiKey })).status).toBe(404);
  expect((await send("/models/%E0%A4%A", { key: apiKey })).status).toBe(404);
});

test("a key of a Starter workspace is refused with 403", async () => {
  const { apiKey } = await newWorkspace("starter");
  for (const response of [
    await send("/models", { key: apiKey }),
    await send("/chat/completions", { method: "POST", body: BODY, key: apiKey }),
  ]) {
    expect(response.status).toBe(403);
    expect(await errorOf(response)).toMatchObject({ code: "plan_not_allowed" });
  }
});

test("a key that was in use is refused within 5 seconds of being revoked", async () => {
  const { apiKey, apiKeyId, workspaceId } = await newWorkspace();
  expect((await send("/models", { key: apiKey })).status).toBe(200);
  await database.db.apiKey.update({
    where: { workspaceId_apiKeyId: { workspaceId, apiKeyId } },
    data: { revokedAt: systemClock.now() },
  });
  await expect.poll(async () => (await send("/models", { key: apiKey })).status, { timeout: 5_000 }).toBe(401);
});

test("a key is refused within 5 seconds of its member's suspension, and served again after it", async () => {
  const { apiKey, ownerId: userId, workspaceId } = await newWorkspace();
  const statusOf = async () => (await send("/models", { key: apiKey })).status;
  const suspend = (suspendedAt: Date | null) =>
    database.db.member.update({ where: { workspaceId_userId: { workspaceId, userId } }, data: { suspendedAt } });
  expect(await statusOf()).toBe(200);
  await suspend(systemClock.now());
  // Well before what a gateway remembers grows stale by itself: the change is announced.
  await expect.poll(statusOf, { timeout: 2_000 }).toBe(401);
  const { code, message } = await errorOf(await send("/models", { key: apiKey }));
  expect({ code, message }).toEqual({ code: "invalid_api_key", message: expect.stringMatching(/seat/) });
  await suspend(null);
  await expect.poll(statusOf, { timeout: 2_000 }).toBe(200);
});

test("a key is refused from the instant it expires, cached or not", async () => {
  const { apiKey, apiKeyId, workspaceId } = await newWorkspace();
  expect((await send("/models", { key: apiKey })).status).toBe(200);
  await database.db.apiKey.update({
    where: { workspaceId_apiKeyId: { workspaceId, apiKeyId } },
    data: { expiresAt: new Date(systemClock.now().getTime() + 300) },
  });
  await expect.poll(async () => (await send("/models", { key: apiKey })).status, { timeout: 5_000 }).toBe(401);
});

test("a key that is unknown now is found as soon as it exists", async () => {
  const { apiKey, workspaceId } = await newWorkspace();
  const unknown = `rp_live_${randomBytes(32).toString("hex")}`;
  expect((await send("/models", { key: unknown })).status).toBe(401);
  const [known] = await database.db.apiKey.findMany({ where: { workspaceId }, select: { apiKeyId: true } });
  await database.db.apiKeySecret.create({
    data: {
      workspaceId,
      apiKeyId: known?.apiKeyId ?? "",
      secretHash: createHash("sha256").update(unknown).digest("hex"),
      prefix: unknown.slice(0, 12),
      createdAt: systemClock.now(),
    },
  });
  await expect.poll(async () => (await send("/models", { key: unknown })).status, { timeout: 5_000 }).toBe(200);
  expect((await send("/models", { key: apiKey })).status).toBe(200);
});
