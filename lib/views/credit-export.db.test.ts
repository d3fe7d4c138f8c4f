import { expect, test } from "vitest";
import { insertCreditEntry } from "#lib/data/credit-entries.ts";
import { billingPeriodAt, parsePeriodKey } from "#lib/domain/billing-period.ts";
import type { CreditFilter } from "#lib/domain/credit-filter.ts";
import { ROLES } from "#lib/domain/permissions.ts";
import { newId } from "#lib/platform/ids.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { exportCreditHistory } from "./credit-export.ts";
import { loadCreditsPage } from "./credits-page.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-16T10:00:00Z");
const ALL: CreditFilter = { cause: null, period: null };

type Move = { at: string; cause: "grant" | "overage" | "adjustment"; amountNanos: bigint; reference?: string };

async function owned(moves: readonly Move[]) {
  const workspace = await createTestWorkspace(database.db, { now, creditNanos: 0n });
  for (const { at, cause, amountNanos, reference = null } of moves) {
    const isAdded = cause === "grant";
    await database.db.$transaction((tx) =>
      insertCreditEntry(tx, workspace.workspaceId, {
        creditEntryId: newId("creditEntry", new Date(at)),
        fromAccount: isAdded ? "grants" : "credits",
        toAccount: isAdded ? "credits" : cause === "overage" ? "usage" : "adjustments",
        cause,
        amountNanos,
        period: billingPeriodAt(new Date(at)),
        reference,
        at: new Date(at),
      }),
    );
  }
  return { workspace, ctx: testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", now }) };
}

const MOVES: readonly Move[] = [
  { at: "2026-09-02T08:00:00Z", cause: "grant", amountNanos: 100_000_000_000n, reference: '=HYPERLINK("x"), sorry' },
  { at: "2026-09-03T08:00:00Z", cause: "overage", amountNanos: 2_500_000_000n },
  { at: "2026-11-04T08:00:00Z", cause: "adjustment", amountNanos: 1n },
  { at: "2026-11-05T08:00:00Z", cause: "overage", amountNanos: 2_500_000_000n },
];

async function textOf(lines: AsyncIterable<string>): Promise<string[]> {
  let text = "";
  for await (const part of lines) text += part;
  return text.trimEnd().split("\r\n");
}

test("every line over all periods, to the last digit, with the balance after each", async () => {
  const { ctx } = await owned(MOVES);
  const [header, ...lines] = await textOf(exportCreditHistory(ctx, ALL));
  expect(header).toBe("entry_id,at,cause,amount_usd,balance_after_usd,note");
  expect(lines.map((line) => line.replace(/^entry_[0-9a-z]+,/, ""))).toEqual([
    "2026-11-05T08:00:00.000Z,overage,-2.50,94.999999999,",
    "2026-11-04T08:00:00.000Z,adjustment,-0.000000001,97.499999999,",
    "2026-09-03T08:00:00.000Z,overage,-2.50,97.50,",
    '2026-09-02T08:00:00.000Z,grant,100.00,100.00,"\'=HYPERLINK(""x""), sorry"',
  ]);
});

test("a filter leaves lines out and no balance changes by it; screen and CSV agree", async () => {
  const { ctx } = await owned(MOVES);
  const filters: CreditFilter[] = [
    ALL,
    { cause: "overage", period: null },
    { cause: null, period: parsePeriodKey("2026-09") },
    { cause: "overage", period: parsePeriodKey("2026-11") },
    { cause: "refund", period: null },
    { cause: null, period: parsePeriodKey("2026-10") },
  ];
  const counts: number[] = [];
  for (const filter of filters) {
    const [, ...lines] = await textOf(exportCreditHistory(ctx, filter));
    const exported = lines.map((line) => line.split(",").slice(3, 5));
    const shown: string[][] = [];
    let cursor: string | null = null;
    do {
      const { credits } = await loadCreditsPage(ctx, { cursor, filter });
      shown.push(...credits.history.entries.map(({ amount, balanceAfter }) => [amount, balanceAfter]));
      cursor = credits.history.nextCursor;
    } while (cursor !== null);
    expect(exported).toEqual(shown);
    counts.push(shown.length);
  }
  expect(counts).toEqual([4, 2, 2, 1, 0, 0]);
});

test("the periods offered go back to the first movement", async () => {
  const { ctx } = await owned(MOVES);
  const { periods } = await loadCreditsPage(ctx, { cursor: null, filter: ALL });
  expect(periods.map(({ key }) => key)).toEqual(["2026-11", "2026-10", "2026-09"]);
});

test.each(ROLES)("whether a %s may export is said before the first line", async (role) => {
  const { ctx } = await owned([]);
  const asked = () => exportCreditHistory({ ...ctx, actor: { ...ctx.actor, role } as typeof ctx.actor }, ALL);
  if (["owner", "admin", "billing"].includes(role)) expect(asked).not.toThrow();
  else expect(asked).toThrow(/role/);
});
