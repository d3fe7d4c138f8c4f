import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { insertCreditEntry } from "#lib/data/credit-entries.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { newId } from "#lib/platform/ids.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { type Command, checkHistory, runCaller } from "./concurrent-run.ts";
import { countersAgree } from "./counters-agree.ts";
import type { Run, Wanted } from "./run.ts";
import { balanceOf, createSpendingModel, creditsHeldOf, periodOf } from "./spending-model.ts";

const database = setUpTestDatabase();
const PERIODS = [new Date(Date.UTC(2026, 9, 31, 23, 59)), new Date(Date.UTC(2026, 10, 1))];
/** Nothing is leased before the included inference is used up, so one workspace has none. */
const STARTS = [
  { creditNanos: 2_000n, includedNanos: 300n },
  { creditNanos: 6_000n, includedNanos: 0n },
] as const;
const RUNS = 15;
const CALLERS = 6;
const COMMANDS = 20;

const nanos = (min: bigint, max: bigint) => fc.bigInt({ min, max });
const side = fc.constantFrom(0 as const, 1 as const);
const wanted: fc.Arbitrary<Wanted> = fc.record({
  side,
  key: side,
  at: fc.constantFrom(...PERIODS),
  deploymentId: fc.constantFrom("dep_a", "dep_b"),
  account: fc.constantFrom("credits", "credits", "credits", "receivable"),
  inputNanos: nanos(0n, 60n),
  tokenNanos: nanos(0n, 7n),
  minTokens: fc.nat({ max: 16 }),
  moreTokens: fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 900 })),
  maxConcurrent: fc.constantFrom(4, 12, 1_000),
  deploymentCapacity: fc.constantFrom(3, 8, 1_000),
});
const leasable = wanted.map((terms) => ({ ...terms, maxConcurrent: 1_000, deploymentCapacity: 1_000 }));
const whose = { side, key: side, scope: fc.constantFrom("workspace" as const, "member" as const, "api_key" as const) };
const kind = <K extends Command["kind"]>(name: K) => fc.constant(name);
const few = { minLength: 1, maxLength: 4 };

const commands: fc.Arbitrary<Command> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: kind("admit"), wanted: fc.array(wanted, few) }) },
  { weight: 8, arbitrary: fc.record({ kind: kind("settle"), percents: fc.array(fc.nat({ max: 100 }), few) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom("fail" as const, "overcharge" as const, "replay" as const) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: kind("lease"),
      wanted: leasable,
      nanos: nanos(1n, 60n),
      places: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: kind("draw"), percents: fc.array(fc.nat({ max: 100 }), few) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("carve"), percent: fc.nat({ max: 100 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("close") }) },
  { weight: 3, arbitrary: fc.record({ kind: kind("set"), limitNanos: nanos(0n, 1_500n), ...whose }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("remove"), ...whose }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("grant"), side, amountNanos: nanos(1n, 500n) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("dispute"), side, amountNanos: nanos(1n, 900n) }) },
);
const callers = fc.array(fc.array(commands, { minLength: COMMANDS, maxLength: COMMANDS }), {
  minLength: CALLERS,
  maxLength: CALLERS,
});

beforeAll(async () => {
  await database.pool.query("CREATE SEQUENCE proof_order");
});

async function addCredits(workspaceId: string, cause: "grant" | "dispute", amountNanos: bigint): Promise<bigint> {
  const now = systemClock.now();
  const entry = { creditEntryId: newId("creditEntry", now), cause, amountNanos, period: billingPeriodAt(now), at: now };
  const accounts =
    cause === "grant"
      ? ({ fromAccount: "grants", toAccount: "credits" } as const)
      : ({ fromAccount: "credits", toAccount: "payments" } as const);
  return database.db.$transaction(async (tx) => {
    await insertCreditEntry(tx, workspaceId, { ...entry, ...accounts, reference: null });
    const [row] = await tx.$queryRaw<{ place: bigint }[]>`SELECT nextval('proof_order') AS place`;
    return row?.place ?? 0n;
  });
}

async function newRun(verdicts: Map<string, number>): Promise<Run> {
  const now = systemClock.now();
  const one = await createTestWorkspace(database.db, { now, ...STARTS[0] });
  const other = await createTestWorkspace(database.db, { now, ...STARTS[1] });
  const sides = [one.workspaceId, other.workspaceId] as const;
  const models = new Map(STARTS.map((start, side) => [sides[side] ?? "", createSpendingModel(start)]));
  return { pool: database.pool, sides, models, happened: [], ended: [], verdicts, addCredits };
}

/** What is stored of a workspace, in the words of the model. */
async function storedOf(workspaceId: string) {
  const credits = await database.db.creditBalance.findUniqueOrThrow({ where: { workspaceId } });
  const periods = await database.db.periodSpending.findMany({
    where: { workspaceId },
    select: {
      periodKey: true,
      settledNanos: true,
      heldNanos: true,
      includedUsedNanos: true,
      includedHeldNanos: true,
    },
  });
  return { balanceNanos: credits.balanceNanos, creditsHeldNanos: credits.heldNanos, periods };
}

test("whatever callers do at once, every answer and every counter is what the rules say", {
  timeout: 60_000,
}, async () => {
  const verdicts = new Map<string, number>();
  let looks = 0;
  await fc.assert(
    fc.asyncProperty(callers, async (lists) => {
      const run = await newRun(verdicts);
      let isOver = false;
      const working = Promise.all(lists.map((list) => runCaller(run, list))).finally(() => {
        isOver = true;
      });
      while (!isOver) {
        await countersAgree(database.pool);
        looks += 1;
      }
      await working;
      checkHistory(run);
      await countersAgree(database.pool);
      for (const [workspaceId, model] of run.models) {
        const stored = await storedOf(workspaceId);
        expect(stored.periods.map((period) => period.heldNanos)).toEqual(stored.periods.map(() => 0n));
        expect(stored).toEqual({
          balanceNanos: balanceOf(model),
          creditsHeldNanos: creditsHeldOf(model),
          periods: stored.periods.map(({ periodKey }) => ({ periodKey, ...periodOf(model, periodKey) })),
        });
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  const everyVerdict = [
    "admitted",
    "carved",
    "closed",
    "deployment_capacity",
    "drawn",
    "insufficient_credits",
    "leased",
    "plan_capacity",
    "scarce",
    "spend_limit",
  ];
  expect([...verdicts.keys()].sort()).toEqual(everyVerdict);
  expect(looks).toBeGreaterThan(RUNS);
});
