import { beforeAll, describe, expect, test } from "vitest";
import { HANDLED_EVENT_TYPES } from "#lib/stripe/handled-event-types.ts";
import { runDue } from "#lib/stripe-simulator/core/run-due.ts";
import { BILLING_SCENARIOS } from "./billing-scenarios.ts";
import { CHECKOUT_SCENARIOS } from "./checkout-scenarios.ts";
import { COURSE_SCENARIOS } from "./course-scenarios.ts";
import { ENDPOINTS } from "./endpoints.ts";
import { generateSchemas } from "./generate-schemas.ts";
import { observedSimulator } from "./observed-simulator.ts";
import { PAYMENT_SCENARIOS } from "./payment-scenarios.ts";

const SCENARIOS = [...PAYMENT_SCENARIOS, ...BILLING_SCENARIOS, ...CHECKOUT_SCENARIOS, ...COURSE_SCENARIOS];
/** What Weir listens for and nothing in the simulator brings about. */
const NEVER_EMITTED = [
  "charge.dispute.updated",
  "customer.subscription.paused",
  "customer.subscription.resumed",
  "payment_method.updated",
  "subscription_schedule.aborted",
];
const FIVE_WEEKS = 35 * 86_400;

describe("the simulator keeps the contract of the installed SDK", () => {
  const observed = observedSimulator();
  const failures: string[] = [];

  beforeAll(async () => {
    for (const [index, scenario] of SCENARIOS.entries()) {
      const name = `contract${index}`;
      const stripe = await observed.client(name);
      const context = { simulator: observed.simulator, accountKey: `sk_test_${name}` };
      await scenario.run(stripe, context).catch((error: unknown) => {
        failures.push(`${scenario.name}: ${error instanceof Error ? error.message : String(error)}`);
      });
    }
    // What time brings about has events too: renewals, settled debits, expired sessions.
    observed.now.seconds += FIVE_WEEKS;
    observed.simulator.runDue();
    await observed.simulator.deliveries.idle();
    report();
  }, 120_000);

  function report(): void {
    const rows = [...observed.endpoints].map(([endpoint, { answered, problems }]) => ({
      endpoint,
      answered,
      problems,
    }));
    const supported = rows.filter((row) => row.answered > 0);
    const clean = supported.filter((row) => row.problems.length === 0);
    const events = [...observed.events.values()].reduce((sum, event) => sum + event.answered, 0);
    process.stdout.write(
      [
        `stripe ${generateSchemas().sdkVersion}: endpoints supported ${supported.length}, schema-checked ${clean.length}, total ${rows.length}`,
        `events delivered and schema-checked ${events}, of ${observed.events.size} types`,
        ...rows.filter((row) => row.answered === 0).map((row) => `  unsupported  ${row.endpoint}`),
        ...rows.flatMap((row) => [...new Set(row.problems)].map((problem) => `  wrong  ${row.endpoint}  ${problem}`)),
        "",
      ].join("\n"),
    );
  }

  test("every scenario runs to its end", () => {
    expect(failures).toEqual([]);
  });

  test("all 86 endpoints answer", () => {
    expect(ENDPOINTS).toHaveLength(86);
    const silent = [...observed.endpoints].filter(([, { answered }]) => answered === 0).map(([name]) => name);
    expect(silent).toEqual([]);
  });

  test("every request and every answer has the shape that the SDK declares", () => {
    const wrong = [...observed.endpoints].filter(([, { problems }]) => problems.length > 0);
    expect(Object.fromEntries(wrong)).toEqual({});
  });

  test("every event has the shape that the SDK declares, and is delivered", () => {
    const wrong = [...observed.events].filter(([, { problems }]) => problems.length > 0);
    expect(Object.fromEntries(wrong)).toEqual({});
    const emitted = [...observed.simulator.world.accounts.values()].flatMap(({ tables }) => [...tables.events.keys()]);
    const delivered = [...observed.events.values()].reduce((sum, { answered }) => sum + answered, 0);
    expect(delivered).toBe(emitted.length);
    expect(emitted.length).toBeGreaterThan(100);
  });

  test("whatever Weir listens for is told at some time", () => {
    expect(HANDLED_EVENT_TYPES.filter((type) => !observed.events.has(type)).toSorted()).toEqual(NEVER_EMITTED);
  });

  test("nothing falls due again and again", () => {
    for (const account of observed.simulator.world.accounts.values()) {
      const before = account.tables.events.size;
      runDue(account);
      expect(account.tables.events.size).toBe(before);
    }
  });
});
