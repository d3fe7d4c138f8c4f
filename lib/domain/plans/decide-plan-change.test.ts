import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PLAN_IDS } from "#lib/domain/catalog/plans.ts";
import { decidePlanChange } from "./decide-plan-change.ts";
import { planSeats } from "./plan-seats.ts";

const starter = planSeats("starter", 0);
const pro = planSeats("pro", 0);
const team = (seats: number) => planSeats("team", seats);
const decide = (from: ReturnType<typeof team>, to: ReturnType<typeof team>, members = 1) =>
  decidePlanChange({ from, to, members });

describe("decidePlanChange", () => {
  test.each([
    [starter, pro, "upgrade"],
    [starter, team(2), "upgrade"],
    [pro, team(3), "upgrade"],
    [team(3), team(5), "upgrade"],
    [team(5), team(3), "downgrade"],
    [team(5), pro, "downgrade"],
    [pro, starter, "downgrade"],
  ])("%o to %o is an %s", (from, to, kind) => {
    expect(decide(from, to)).toEqual({ kind, to });
  });

  test("the plan decides where plan and seats change together", () => {
    expect(decide(pro, team(2))).toMatchObject({ kind: "upgrade" });
    expect(decide(team(40), pro)).toMatchObject({ kind: "downgrade" });
  });

  test.each([
    [pro, planSeats("enterprise", 0), 1, "by_sales"],
    [planSeats("enterprise", 0), team(5), 1, "by_sales"],
    [pro, team(1), 1, "too_few_seats"],
    [pro, team(2.5), 1, "seats_unreadable"],
    [pro, team(Number.NaN), 1, "seats_unreadable"],
    [pro, team(1_001), 1, "too_many_seats"],
    [team(6), team(4), 5, "seats_below_members"],
    [pro, team(2), 3, "seats_below_members"],
    [team(4), team(4), 1, "same"],
    [pro, { plan: "pro", seats: 7 } as const, 1, "same"],
  ])("%o to %o with %i members is refused: %s", (from, to, members, reason) => {
    expect(decide(from, to, members)).toMatchObject({ kind: "refused", reason, message: expect.stringMatching(/\.$/) });
  });

  test("more members than Pro admits are no reason to refuse", () => {
    expect(decide(team(9), pro, 9)).toEqual({ kind: "downgrade", to: pro });
  });

  test("a way and its way back are an upgrade and a downgrade", () => {
    const side = fc.tuple(fc.constantFrom(...PLAN_IDS.slice(0, 3)), fc.integer({ min: 2, max: 1_000 }));
    fc.assert(
      fc.property(side, side, ([fromPlan, fromSeats], [toPlan, toSeats]) => {
        const [from, to] = [planSeats(fromPlan, fromSeats), planSeats(toPlan, toSeats)];
        const kinds = [decide(from, to).kind, decide(to, from).kind].sort();
        const areSame = from.plan === to.plan && from.seats === to.seats;
        expect(kinds).toEqual(areSame ? ["refused", "refused"] : ["downgrade", "upgrade"]);
      }),
    );
  });
});
