import { request as httpRequest } from "node:http";
import { expect, test } from "vitest";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database, { arrivingBodies: 3 });
const MODEL = "qwen3.8-27b";

/** A request whose body does not come. Resolves to the status of an answer that does not wait for it. */
function startBody(apiKey: string) {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json", "content-length": 100 };
  const request = httpRequest(`${gateway.url}/chat/completions`, { method: "POST", headers });
  const status = new Promise<number>((resolve) => {
    request.once("response", (response) => resolve(response.statusCode ?? 0));
  });
  request.on("error", () => undefined);
  request.write("{");
  return { request, status };
}

test("bodies that never come take only so many places of a workspace, and none of another", async () => {
  const now = systemClock.now();
  const [holding, other] = [
    await createTestWorkspace(database.db, { now, deployments: [{ modelId: MODEL }] }),
    await createTestWorkspace(database.db, { now, deployments: [{ modelId: MODEL }] }),
  ];
  const held = [1, 2, 3, 4].map(() => startBody(holding.apiKey));
  expect(await Promise.race(held.map(({ status }) => status))).toBe(429);
  const messages = [{ role: "user" as const, content: "Hello" }];
  const ask = (apiKey: string) =>
    gateway.client(apiKey).chat.completions.create({ model: MODEL, messages, max_tokens: 5 });
  await expect(ask(holding.apiKey)).rejects.toMatchObject({ status: 429, code: "rate_limit_exceeded" });
  expect((await ask(other.apiKey)).usage?.completion_tokens).toBeGreaterThan(0);
  for (const { request } of held) request.destroy();
  await expect
    .poll(
      () =>
        ask(holding.apiKey).then(
          () => "served",
          () => "refused",
        ),
      { timeout: 5_000 },
    )
    .toBe("served");
});
