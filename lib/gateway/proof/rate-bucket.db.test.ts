import { expect, onTestFinished, test } from "vitest";
import { type Admission, type AdmissionRequest, admitRequests } from "#lib/gateway/admission.ts";
import { monotonicMs, systemClock } from "#lib/platform/clock.ts";
import { createPool, type Pool } from "#lib/platform/postgres.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { type Asking, requestToAdmit } from "./request-to-admit.ts";

const database = setUpTestDatabase();
const OWNER = "00000000-0000-0000-0000-000000000001";
const NOVEMBER = new Date(Date.UTC(2026, 10, 10));

const newWorkspace = () => createTestWorkspace(database.db, { now: systemClock.now() });

async function send(pool: Pool, workspace: Asking, count: number, change: Partial<AdmissionRequest>) {
  const free = { inputNanos: 0n, tokenNanos: 0n };
  const requests = Array.from({ length: count }, () => requestToAdmit(workspace, NOVEMBER, { ...free, ...change }));
  const answers = await admitRequests(pool, requests, OWNER);
  return requests.map(({ requestId }) => answers.get(requestId));
}

const passedOf = (answers: readonly (Admission | undefined)[]) =>
  answers.filter((answer) => answer?.verdict === "admitted").length;

/** Lets the bucket of a key drain for so long, without the wait. */
const drain = ({ workspaceId, apiKeyId }: Asking, seconds: number) =>
  database.pool.query(
    "UPDATE rate_buckets SET drained_at_micros = drained_at_micros - $3 WHERE workspace_id = $1 AND api_key_id = $2",
    [workspaceId, apiKeyId, seconds * 1_000_000],
  );

test.each([
  [500, 50],
  [5_000, 500],
  [10_000, 1_000],
  [19, 1],
  [1, 1],
])("at %i requests a minute %i pass at once", async (requestsPerMinute, burst) => {
  const answers = await send(database.pool, await newWorkspace(), burst + 5, { requestsPerMinute });
  expect(answers.map((answer) => answer?.verdict)).toEqual([
    ...Array.from({ length: burst }, () => "admitted"),
    ...Array.from({ length: 5 }, () => "rate_limited"),
  ]);
  expect(answers.slice(0, burst).map((answer) => answer?.rate.remaining)).toEqual(
    Array.from({ length: burst }, (_, place) => burst - 1 - place),
  );
  const intervalMs = 60_000 / requestsPerMinute;
  expect(answers.at(-1)).toMatchObject({ rate: { remaining: 0 }, waitMs: expect.closeTo(intervalMs, 1) });
});

test("a bucket drains at the rate per minute, and is full again after six seconds", async () => {
  const workspace = await newWorkspace();
  // One request in three seconds, so that nothing drains by itself while the test runs.
  const rate = { requestsPerMinute: 20 };
  const passed = async (count: number) => passedOf(await send(database.pool, workspace, count, rate));
  expect(await passed(10)).toBe(2);
  await drain(workspace, 3);
  expect(await passed(10)).toBe(1);
  await drain(workspace, 6);
  expect(await passed(10)).toBe(2);
  await drain(workspace, 3_600);
  expect(await passed(10)).toBe(2);
});

test("two processes share the budget of a key", async () => {
  const workspace = await newWorkspace();
  const pools = [1, 2].map(() => createPool(database.url, { max: 4, applicationName: "weir-test" }));
  onTestFinished(() => Promise.all(pools.map((pool) => pool.end())).then(() => undefined));
  const startedMs = monotonicMs();
  const rate = { requestsPerMinute: 300 };
  const answers = await Promise.all(
    pools.flatMap((pool) => Array.from({ length: 20 }, () => send(pool, workspace, 5, rate))),
  );
  const drainedMeanwhile = Math.ceil((monotonicMs() - startedMs) / (60_000 / 300));
  expect(passedOf(answers.flat())).toBeGreaterThanOrEqual(30);
  expect(passedOf(answers.flat())).toBeLessThanOrEqual(30 + drainedMeanwhile);
});

test("two keys have two budgets", async () => {
  const workspace = await newWorkspace();
  const rate = { requestsPerMinute: 50 };
  expect(passedOf(await send(database.pool, workspace, 10, rate))).toBe(5);
  expect(passedOf(await send(database.pool, workspace, 10, { ...rate, apiKeyId: "key_other" }))).toBe(5);
});

test("a request that asks again while it waits counts once", async () => {
  const workspace = await newWorkspace();
  const rate = { requestsPerMinute: 10 };
  const noRoom = { inputNanos: 2_000_000_000_000n };
  const [first] = await send(database.pool, workspace, 1, { ...rate, ...noRoom });
  expect(first?.verdict).toBe("insufficient_credits");
  const repeats = await send(database.pool, workspace, 5, { ...rate, isRepeat: true });
  expect(passedOf(repeats)).toBe(5);
  expect(passedOf(await send(database.pool, workspace, 1, rate))).toBe(0);
  await drain(workspace, 6);
  expect(passedOf(await send(database.pool, workspace, 1, rate))).toBe(1);
});

test("a key that is out of rate stays so in a call over a month's end, whichever key asked first", async () => {
  const workspace = await newWorkspace();
  const asking = (apiKeyId: string, at: Date) =>
    requestToAdmit(workspace, at, { isRepeat: false, requestsPerMinute: 10, apiKeyId });
  const [october, november] = [new Date(Date.UTC(2026, 9, 31, 23, 59)), new Date(Date.UTC(2026, 10, 1))];
  const verdictsOf = async (...requests: ReturnType<typeof asking>[]) => {
    const answers = await admitRequests(database.pool, requests, OWNER);
    return requests.map(({ requestId }) => answers.get(requestId)?.verdict);
  };
  expect(await verdictsOf(asking("key_exhausted", november))).toEqual(["admitted"]);
  const verdicts = await verdictsOf(asking("key_other", october), asking("key_exhausted", november));
  expect(verdicts).toEqual(["admitted", "rate_limited"]);
});
