import Stripe from "stripe";
import { expect, test } from "vitest";
import { startTestSimulator } from "./start-test-simulator.ts";

test("is on a port of its own, and its clock stands still until it is moved", async () => {
  const at = new Date("2026-11-24T10:00:00Z");
  await using simulator = await startTestSimulator({ at });
  expect(await (await fetch(`${simulator.url}/_control/health`)).json()).toEqual({ status: "ok" });
  expect(simulator.clock.now()).toEqual(at);
  await simulator.clock.advanceTo(new Date("2026-12-01T00:00:00Z"));
  expect(simulator.clock.now().toISOString()).toBe("2026-12-01T00:00:00.000Z");
  await expect(simulator.clock.advanceTo(at)).rejects.toThrow(/only moves forward/);
});

test("answers the real SDK, and refuses live keys", async () => {
  await using simulator = await startTestSimulator();
  const { hostname, port } = new URL(simulator.url);
  const connect = (key: string) => new Stripe(key, { host: hostname, port: Number(port), protocol: "http" });
  await expect(connect(simulator.apiKey).accounts.retrieve("acct_1")).rejects.toThrow(/Unrecognized request URL/);
  await expect(connect("sk_live_x").customers.list()).rejects.toThrow(/refuses live keys/);
});
