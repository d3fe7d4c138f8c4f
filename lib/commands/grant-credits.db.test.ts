import { describe, expect, test } from "vitest";
import { readCreditBalance } from "#lib/data/credit-entries.ts";
import { NANOS_PER_DOLLAR } from "#lib/domain/money.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { grantCredits } from "./grant-credits.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-14T10:00:00Z");
const auditOf = (workspaceId: string) => database.db.auditEntry.findMany({ where: { workspaceId } });

async function waitingForLocks(): Promise<number> {
  const { rows } = await database.pool.query<{ count: bigint }>(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return Number(rows[0]?.count);
}

describe("grantCredits", () => {
  const actor = { type: "system", job: "operator" } as const;
  const grant = (workspaceId: string, change: object = {}) => ({
    actor,
    workspaceId,
    amountNanos: 25n * NANOS_PER_DOLLAR,
    reference: "ticket-1",
    reason: "Sorry for the outage",
    now,
    ...change,
  });

  test("moves credits into the balance, in the ledger and the audit log", async () => {
    const { workspaceId } = await createTestWorkspace(database.db, { now, creditNanos: 0n });
    expect(await grantCredits(database.db, grant(workspaceId))).toBe(true);
    const amountNanos = 25n * NANOS_PER_DOLLAR;
    expect(await readCreditBalance(database.db, workspaceId)).toEqual({
      balanceNanos: amountNanos,
      ledgerNanos: amountNanos,
      heldNanos: 0n,
    });
    expect(await database.db.creditEntry.findMany({ where: { workspaceId } })).toMatchObject([
      { fromAccount: "grants", toAccount: "credits", cause: "grant", amountNanos, reference: "ticket-1" },
    ]);
    expect(await auditOf(workspaceId)).toMatchObject([
      {
        action: "credits.granted",
        actorType: "system",
        actorId: "operator",
        after: { amount: "25.00", reference: "ticket-1", reason: "Sorry for the outage" },
      },
    ]);
  });

  test("happens once for each reference, however often and at the same time", async () => {
    const { workspaceId } = await createTestWorkspace(database.db, { now, creditNanos: 0n });
    const busy = await database.pool.connect();
    await busy.query("BEGIN");
    await busy.query("SELECT lock_funds(ARRAY[$1])", [workspaceId]);
    const grants = Promise.all(Array.from({ length: 4 }, () => grantCredits(database.db, grant(workspaceId))));
    await expect.poll(waitingForLocks, { interval: 5 }).toBe(4);
    await busy.query("COMMIT").finally(() => busy.release());
    expect((await grants).filter(Boolean)).toHaveLength(1);
    expect(await grantCredits(database.db, grant(workspaceId))).toBe(false);
    expect(await grantCredits(database.db, grant(workspaceId, { reference: "ticket-2" }))).toBe(true);
    await expect(grantCredits(database.db, grant(workspaceId, { amountNanos: 1n }))).rejects.toMatchObject({
      code: "conflict",
    });
    expect((await readCreditBalance(database.db, workspaceId)).balanceNanos).toBe(50n * NANOS_PER_DOLLAR);
    expect(await auditOf(workspaceId)).toHaveLength(2);
  });

  test.each([
    ["nothing", { amountNanos: 0n }, "invalid_input"],
    ["less than nothing", { amountNanos: -1n }, "invalid_input"],
    ["more than a million dollars", { amountNanos: 1_000_000n * NANOS_PER_DOLLAR + 1n }, "invalid_input"],
    ["no reference", { reference: " " }, "invalid_input"],
    ["no reason", { reason: "" }, "invalid_input"],
    ["no such workspace", { workspaceId: "ws_none" }, "not_found"],
  ])("is refused: %s", async (_, change, code) => {
    const { workspaceId } = await createTestWorkspace(database.db, { now, creditNanos: 0n });
    await expect(grantCredits(database.db, grant(workspaceId, change))).rejects.toMatchObject({ code });
    const balances = await database.db.creditBalance.findMany({
      where: { workspaceId: { in: [workspaceId, "ws_none"] } },
    });
    expect(balances).toEqual([{ workspaceId, balanceNanos: 0n, heldNanos: 0n, reversedNanos: 0n }]);
  });

  test("is refused in words where the balance would become more than can be kept", async () => {
    const { workspaceId } = await createTestWorkspace(database.db, {
      now,
      creditNanos: 999_999_999n * NANOS_PER_DOLLAR,
    });
    const most = grant(workspaceId, { amountNanos: NANOS_PER_DOLLAR });
    await expect(grantCredits(database.db, { ...most, amountNanos: NANOS_PER_DOLLAR + 1n })).rejects.toMatchObject({
      code: "conflict",
      message: "A balance of credits is at most $1,000,000,000.00, and this one is $999,999,999.00. Grant less.",
    });
    expect(await grantCredits(database.db, most)).toBe(true);
  });
});
