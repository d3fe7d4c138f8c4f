import { expect, test } from "vitest";
import { admitRequests } from "#lib/gateway/admission.ts";
import { settleUsage } from "#lib/gateway/settlement.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { countersAgree } from "./counters-agree.ts";
import { endedEvent, requestToAdmit } from "./request-to-admit.ts";

const database = setUpTestDatabase();

/** A workspace with settled and open requests, paid from included inference and credits, under a limit of its key. */
async function spendSome(): Promise<string> {
  const workspace = await createTestWorkspace(database.db, {
    now: systemClock.now(),
    includedNanos: 800n,
    limits: [{ scope: "api_key", limitNanos: 5_000n }],
  });
  const requests = Array.from({ length: 4 }, () => requestToAdmit(workspace, new Date(Date.UTC(2026, 10, 10))));
  await admitRequests(database.pool, requests, "00000000-0000-0000-0000-000000000001");
  const events = requests.slice(0, 3).map((request) => endedEvent(request, 500n));
  await settleUsage(database.pool, events);
  return workspace.workspaceId;
}

test.each<[string, string, RegExp]>([
  [
    "a settlement that releases nothing",
    "UPDATE period_spending SET held_nanos = held_nanos + 100",
    /period_spending\.held/,
  ],
  [
    "a charge that is not counted",
    "UPDATE period_spending SET settled_nanos = settled_nanos - 1",
    /period_spending\.settled/,
  ],
  [
    "included inference that is used up twice",
    "UPDATE period_spending SET included_used_nanos = included_used_nanos - 1",
    /period_spending\.included_used/,
  ],
  [
    "included inference that stays held",
    "UPDATE period_spending SET included_granted_nanos = 9000, included_held_nanos = included_held_nanos + 1",
    /period_spending\.included_held/,
  ],
  ["lost counters of a period", "DELETE FROM period_spending", /period_spending\.settled/],
  [
    "a key's counter that missed a charge",
    "UPDATE scope_spending SET settled_nanos = settled_nanos - 1",
    /scope_spending\.settled/,
  ],
  [
    "a key's hold that was not released",
    "UPDATE scope_spending SET held_nanos = held_nanos + 1",
    /scope_spending\.held/,
  ],
  ["counters without a limit", "DELETE FROM spend_limits", /scope_spending\.limits/],
  [
    "credits that nobody paid for",
    "UPDATE credit_balances SET balance_nanos = balance_nanos + 1",
    /credit_balances\.balance/,
  ],
  ["credits that stay held", "UPDATE credit_balances SET held_nanos = held_nanos + 1", /credit_balances\.held/],
  [
    "a reversal without an entry",
    "UPDATE credit_balances SET balance_nanos = -1, reversed_nanos = held_nanos + 1",
    /credit_balances\.reversed/,
  ],
  ["a hold that vanished", "DELETE FROM holds", /deployment_loads[\s\S]*period_spending\.held/],
  ["a load that was not given back", "UPDATE deployment_loads SET open_requests = 2", /deployment_loads/],
  [
    "a daily sum that missed an event",
    "UPDATE usage_rollups SET request_count = request_count - 1 WHERE resolution = 'day'",
    /usage_rollups\.day/,
  ],
  [
    "a quarter hour that counted twice",
    "UPDATE usage_rollups SET amount_nanos = amount_nanos + 1 WHERE resolution = 'quarter_hour'",
    /usage_rollups\.quarter_hour/,
  ],
])("%s is seen", async (_, mistake, words) => {
  const workspaceId = await spendSome();
  await countersAgree(database.pool);
  const client = await database.pool.connect();
  try {
    await client.query("BEGIN");
    const { rowCount } = await client.query(`${mistake} ${/WHERE/.test(mistake) ? "AND" : "WHERE"} workspace_id = $1`, [
      workspaceId,
    ]);
    expect(rowCount).toBeGreaterThan(0);
    await expect(countersAgree(client)).rejects.toThrow(words);
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
});

test("a charge that the ledger does not know is seen", async () => {
  const workspaceId = await spendSome();
  const client = await database.pool.connect();
  try {
    await client.query("BEGIN");
    await client.query(
      `INSERT INTO credit_entries
      SELECT workspace_id, credit_entry_id || '_twice', from_account, to_account, cause, amount_nanos, period_key, reference, at
      FROM credit_entries WHERE workspace_id = $1 AND cause = 'usage' AND from_account = 'credits'`,
      [workspaceId],
    );
    await expect(countersAgree(client)).rejects.toThrow(/credit_balances\.balance[\s\S]*credit_entries/);
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
});
