import { spawn } from "node:child_process";
import { once } from "node:events";
import OpenAI from "openai";
import { expect, onTestFinished, test } from "vitest";
import { startFleetSimulator } from "#lib/fleet/simulator/start-fleet-simulator.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { onlyEventOf, readThrough, rejectionOf } from "#prisma/testing/usage-of-workspace.ts";
import { freePort } from "#scripts/free-port.ts";
import { untilHealthy } from "#scripts/stack/until-healthy.ts";

const database = setUpTestDatabase();
const MODEL = "qwen3.8-27b";

/** The gateway as it is deployed: a process of its own with settings from its environment. */
async function startGatewayProcess(settings: Readonly<Record<string, string>>) {
  const port = await freePort();
  const child = spawn(process.execPath, ["lib/gateway/main.ts"], {
    env: { NODE_ENV: "production", DATABASE_URL: database.url, GATEWAY_PORT: String(port), ...settings },
    stdio: ["ignore", "ignore", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let logged = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    logged += text;
  });
  const exited = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(`${url}/readyz`, 10_000, AbortSignal.timeout(10_000));
  return { child, url, exited, logged: () => logged };
}

test("a gateway process that is told to stop finishes its stream, bills it and exits with success", async () => {
  const fleet = await startFleetSimulator({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => fleet.close());
  const gateway = await startGatewayProcess({ FLEET_URL: `${fleet.url}/v1`, GATEWAY_MAX_REQUESTS_IN_FLIGHT: "1" });
  const workspace = await createTestWorkspace(database.db, {
    now: systemClock.now(),
    deployments: [{ modelId: MODEL }],
  });
  const client = new OpenAI({ apiKey: workspace.apiKey, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
  const messages = [{ role: "user" as const, content: "[[sim: tokens=200, rate=200]] Go on." }];
  const stream = await client.chat.completions.create({ model: MODEL, messages, stream: true });

  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  expect(metrics).toMatch(/^weir_requests_in_flight 1$/m);
  expect((await rejectionOf(client.models.list())).code).toBe("gateway_overloaded");
  expect(await (await fetch(`${gateway.url}/metrics`)).text()).toMatch(
    /^weir_refusals_total\{code="gateway_overloaded"\} 1$/m,
  );

  const read = readThrough(stream);
  gateway.child.kill("SIGTERM");
  await read;
  expect(await gateway.exited).toEqual([0, null]);
  expect(await onlyEventOf(database.db, workspace)).toMatchObject({ outcome: "succeeded", outputTokens: 200 });
  expect(gateway.logged()).toContain("gateway.stopped");
  expect(gateway.logged()).not.toContain(workspace.apiKey);
});
