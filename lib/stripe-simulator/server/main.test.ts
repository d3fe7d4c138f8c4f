import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { readSimulatorEnv } from "#lib/platform/env.ts";
import { freePort } from "#scripts/free-port.ts";

test("production needs it by name", () => {
  expect(() => readSimulatorEnv({ NODE_ENV: "production" })).toThrow(/STRIPE_SIMULATOR is not 1/);
  expect(readSimulatorEnv({ NODE_ENV: "production", WEIR_EMBEDDED: "1" }).SIMULATOR_PORT).toBe(4014);
  expect(readSimulatorEnv({ NODE_ENV: "production", STRIPE_SIMULATOR: "1", SIMULATOR_PORT: "5000" })).toMatchObject({
    SIMULATOR_PORT: 5000,
  });
  expect(readSimulatorEnv({}).SIMULATOR_STATE_FILE).toBeUndefined();
  expect(() => readSimulatorEnv({ SIMULATOR_PORT: "http" })).toThrow(/SIMULATOR_PORT: /);
});

test("the program refuses production, and ends when it is asked to", async () => {
  const start = (env: Record<string, string>) =>
    spawn(process.execPath, ["lib/stripe-simulator/server/main.ts"], {
      env: { PATH: process.env.PATH, NODE_ENV: "development", ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
  const refused = start({ NODE_ENV: "production" });
  expect(await once(refused, "exit")).toEqual([1, null]);

  const running = start({ SIMULATOR_PORT: String(await freePort()) });
  const [line] = await once(running.stderr, "data");
  expect(String(line)).toContain("simulator.started");
  running.kill("SIGTERM");
  expect(await once(running, "exit")).toEqual([0, null]);
}, 20_000);
