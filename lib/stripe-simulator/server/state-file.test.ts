import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectStripe } from "#lib/stripe-simulator/checkout/testing/connect-stripe.ts";
import { GOOD_CARD, visitPage } from "#lib/stripe-simulator/checkout/testing/page-visit.ts";
import { startTestSimulator } from "./start-test-simulator.ts";
import { openStateFile } from "./state-file.ts";

const AT = new Date("2026-11-24T10:00:00Z");
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "weir-simulator-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("what was answered, the clock and what a page remembers are there after a restart", async () => {
  const stateFile = join(folder, "deeper", "state.json");
  const before = await startTestSimulator({ at: AT, stateFile });
  const stripe = connectStripe(before);
  const customer = await stripe.customers.create({ email: "ines@halcyon.example" });
  const session = await stripe.checkout.sessions.create({
    mode: "setup",
    customer: customer.id,
    currency: "usd",
    success_url: "http://localhost:4010/",
  });
  await before.clock.advanceTo(new Date("2026-11-24T12:00:00Z"));
  await before[Symbol.asyncDispose]();

  await using after = await startTestSimulator({ at: AT, stateFile });
  expect(after.clock.now().toISOString()).toBe("2026-11-24T12:00:00.000Z");
  const again = connectStripe(after);
  expect((await again.customers.list()).data.map(({ id }) => id)).toEqual([customer.id]);
  // On another port, to which the addresses of pages follow.
  expect(after.url).not.toBe(before.url);
  const { url } = await again.checkout.sessions.retrieve(session.id);
  expect(url).toBe(`${after.url}/pay/${session.id}`);
  await (await visitPage(url ?? "")).submit(GOOD_CARD);
  expect((await again.checkout.sessions.retrieve(session.id)).status).toBe("complete");
  expect((await again.customers.listPaymentMethods(customer.id)).data).toHaveLength(1);
});

test("an answer is on disk before it is given, so that even a killed process has lost nothing", async () => {
  const stateFile = join(folder, "state.json");
  await using simulator = await startTestSimulator({ stateFile });
  const customer = await connectStripe(simulator).customers.create({ name: "Halcyon" });
  expect(await readFile(stateFile, "utf8")).toContain(customer.id);
  expect((await stat(stateFile)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(["state.json"]);
});

test("what falls due while nobody asks is kept too", async () => {
  const stateFile = join(folder, "state.json");
  await using simulator = await startTestSimulator({ at: AT, stateFile });
  await connectStripe(simulator).checkout.sessions.create({
    mode: "setup",
    currency: "usd",
    success_url: "http://localhost:4010/",
  });
  expect(await readFile(stateFile, "utf8")).not.toContain("checkout.session.expired");
  await simulator.clock.advanceTo(new Date("2026-11-25T10:00:00Z"));
  await expect.poll(() => readFile(stateFile, "utf8"), { timeout: 4_000 }).toContain("checkout.session.expired");
});

test("saves that come while one is made are made as one, with the latest state", async () => {
  let clockOffsetMs = 0;
  let reads = 0;
  const path = join(folder, "state.json");
  const file = openStateFile(path, () => {
    reads += 1;
    return { clockOffsetMs, origin: "http://127.0.0.1:4014", simulator: { version: 1, accounts: [] } };
  });
  const saves = Array.from({ length: 50 }, () => {
    clockOffsetMs += 1;
    return file.save();
  });
  await Promise.all(saves);
  expect(await file.load()).toMatchObject({ clockOffsetMs: 50 });
  expect(reads).toBeLessThan(5);
});

test("a file that is something else is refused, not overwritten", async () => {
  const path = join(folder, "state.json");
  for (const text of ["", "{}", "[1]", "null", '{"format":2}']) {
    await writeFile(path, text);
    await expect(startTestSimulator({ stateFile: path })).rejects.toThrow(/is not a state of this simulator/);
    expect(await readFile(path, "utf8")).toBe(text);
  }
});
