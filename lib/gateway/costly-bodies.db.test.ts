import { expect, test } from "vitest";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database);
const MODEL = "qwen3.8-27b";
const FIELDS = 700_000;

test("a key whose bodies are made to take seconds is kept from taking everybody's time", async () => {
  const deployments = [{ modelId: MODEL }];
  const [attacker, other] = [
    await createTestWorkspace(database.db, { now: systemClock.now(), creditNanos: 0n }),
    await createTestWorkspace(database.db, { now: systemClock.now(), deployments }),
  ];
  const fields = Array.from({ length: FIELDS }, (_, index) => `"k${index}":1`).join();
  const body = `{"model":"a","messages":[{"role":"user","content":"a"}],${fields}}`;
  const headers = { authorization: `Bearer ${attacker.apiKey}` };
  const statuses = await Promise.all(
    Array.from({ length: 6 }, () => fetch(`${gateway.url}/chat/completions`, { method: "POST", headers, body })),
  ).then((responses) => responses.map((response) => response.status));
  expect(statuses).toContain(404);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(3);
  const messages = [{ role: "user" as const, content: "Hello" }];
  const answer = await gateway.client(other.apiKey).chat.completions.create({ model: MODEL, messages, max_tokens: 5 });
  expect(answer.usage?.completion_tokens).toBeGreaterThan(0);
}, 30_000);
