import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createDb } from "#lib/data/client.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { startEmbeddedPostgres } from "#lib/platform/embedded-postgres.ts";
import { createPool } from "#lib/platform/postgres.ts";
import { migrateDatabase } from "#prisma/migrate.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { freePort } from "#scripts/free-port.ts";
import type { PostgresReady } from "#scripts/postgres.ts";
import { firstMessage } from "#scripts/spawn-tethered.ts";
import { createSupervisor } from "./supervisor.ts";
import { untilHealthy } from "./until-healthy.ts";

const LONG_MS = 60_000;
const MODEL = "qwen3.8-27b";
const TOKENS = 40;

/** The parts that a request needs, as the demo starts them, and their process ids. */
async function startParts(folder: string) {
  const supervisor = createSupervisor(join(folder, "logs"));
  const pids: number[] = [];
  const [databasePort, fleetPort, gatewayPort] = [await freePort(), await freePort(), await freePort()];
  const dataDir = join(folder, "postgres");
  const command = ["scripts/postgres.ts", "--data-dir", dataDir, "--port", String(databasePort)];
  const { serverUrl: databaseUrl, ...database } = await supervisor.start(
    { name: "postgres", command, env: process.env },
    async (child) => {
      pids.push(child.pid ?? 0);
      return firstMessage<PostgresReady>(child);
    },
  );
  await migrateDatabase(databaseUrl);
  const startPart = (name: string, entry: string, settings: Record<string, string>, healthUrl: string) =>
    supervisor.start({ name, command: [entry], env: { ...process.env, ...settings } }, async (child, signal) => {
      pids.push(child.pid ?? 0);
      await untilHealthy(healthUrl, LONG_MS, signal);
    });
  const fleetUrl = `http://127.0.0.1:${fleetPort}`;
  const gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
  await startPart("fleet", "lib/fleet/simulator/main.ts", { FLEET_PORT: String(fleetPort) }, `${fleetUrl}/healthz`);
  const settings = { DATABASE_URL: databaseUrl, FLEET_URL: `${fleetUrl}/v1`, GATEWAY_DRAIN_SECONDS: "5" };
  const places = { GATEWAY_HOST: "127.0.0.1", GATEWAY_PORT: String(gatewayPort) };
  await startPart("gateway", "lib/gateway/main.ts", { ...settings, ...places }, `${gatewayUrl}/readyz`);
  return { supervisor, pids, databaseUrl, gatewayUrl, dataDir: database.dataDir, databasePort };
}

test("a stream that is under way when every process gets Ctrl-C's signal ends whole, and is billed", {
  timeout: LONG_MS,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "weir-stop-"));
  const { supervisor, pids, databaseUrl, gatewayUrl, dataDir, databasePort } = await startParts(folder);
  try {
    const db = createDb(databaseUrl);
    const now = systemClock.now();
    const { workspaceId, apiKey } = await createTestWorkspace(db, { now, deployments: [{ modelId: MODEL }] });
    await db.$disconnect();
    const response = await fetch(`${gatewayUrl}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({
        model: MODEL,
        stream: true,
        messages: [{ role: "user", content: `[[sim: rate=20, tokens=${TOKENS}]] Count` }],
      }),
    });
    let text = "";
    let stopped: Promise<void> | null = null;
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      if (stopped) continue;
      for (const pid of pids) process.kill(pid, "SIGINT");
      stopped = supervisor.stop();
    }
    await stopped;
    expect(text.trimEnd().endsWith("data: [DONE]")).toBe(true);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();

    const database = await startEmbeddedPostgres({ dataDir, port: databasePort });
    const pool = createPool(databaseUrl, { max: 1, applicationName: "weir-stop-test" });
    try {
      const { rows } = await pool.query(
        "SELECT outcome, output_tokens, amount_nanos > 0 AS is_billed FROM usage_events WHERE workspace_id = $1",
        [workspaceId],
      );
      expect(rows).toEqual([{ outcome: "succeeded", output_tokens: TOKENS, is_billed: true }]);
    } finally {
      await pool.end();
      await database.stop();
    }
  } finally {
    await supervisor.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
