import { describe, expect, test } from "vitest";
import { planSeats } from "./plan-seats.ts";
import { overdueDebts, pastDueSince, plannedByPayment } from "./planned-by-payment.ts";

const starter = planSeats("starter", 0);
const pro = planSeats("pro", 0);
const team = planSeats("team", 4);
const subscribed = (status: "active" | "past_due" | "incomplete" | "incomplete_expired" | "canceled") =>
  ({ status, plan: "team", seats: 4 }) as const;

describe("plannedByPayment", () => {
  test.each([
    ["active", starter, false, team],
    ["past_due", team, true, team],
    ["incomplete", starter, false, starter],
    ["incomplete_expired", starter, false, starter],
    ["incomplete_expired", pro, true, starter],
    ["canceled", team, true, starter],
  ] as const)("%s: %o (paid: %s) becomes %o", (status, current, wasPaid, planned) => {
    expect(plannedByPayment({ current, subscription: subscribed(status), wasPaid })).toEqual(planned);
  });

  test("without any subscription, what the operator gave stays and what was paid for ends", () => {
    expect(plannedByPayment({ current: team, subscription: null, wasPaid: false })).toEqual(team);
    expect(plannedByPayment({ current: team, subscription: null, wasPaid: true })).toEqual(starter);
  });

  test("Pro has no seats, and Enterprise is what its contract says", () => {
    expect(
      plannedByPayment({ current: starter, subscription: { status: "active", plan: "pro", seats: 1 }, wasPaid: false }),
    ).toEqual(pro);
    const enterprise = planSeats("enterprise", 0);
    for (const status of ["active", "canceled"] as const) {
      expect(plannedByPayment({ current: enterprise, subscription: subscribed(status), wasPaid: true })).toEqual(
        enterprise,
      );
    }
  });
});

describe("pastDueSince", () => {
  const now = new Date("2026-12-03T00:00:00Z");
  const debt = { createdAt: new Date("2026-12-01T00:00:00Z"), dueAt: null, hasFailed: true };

  test("is when the open invoice was made or due, and stays until it is paid", () => {
    const subscription = subscribed("past_due");
    expect(pastDueSince({ subscription, debts: [debt], noted: null, now })).toEqual(debt.createdAt);
    const dueAt = new Date("2026-12-02T00:00:00Z");
    expect(pastDueSince({ subscription, debts: [{ ...debt, dueAt }], noted: null, now })).toEqual(dueAt);
    expect(pastDueSince({ subscription, debts: [debt], noted: dueAt, now })).toEqual(dueAt);
    expect(pastDueSince({ subscription, debts: [], noted: null, now })).toEqual(now);
  });

  test("is nothing while nothing is due", () => {
    const untried = { ...debt, hasFailed: false };
    const notDue = { ...debt, dueAt: new Date(now.getTime() + 1) };
    for (const debts of [[], [untried], [notDue], [untried, notDue]]) {
      expect(pastDueSince({ subscription: subscribed("active"), debts, noted: now, now })).toBeNull();
      expect(pastDueSince({ subscription: null, debts, noted: now, now })).toBeNull();
    }
  });

  test("a debt outlives its subscription, and its other debts", () => {
    const noted = new Date("2026-12-01T01:00:00Z");
    for (const status of ["canceled", "active"] as const) {
      expect(pastDueSince({ subscription: subscribed(status), debts: [debt], noted, now })).toEqual(noted);
    }
    expect(pastDueSince({ subscription: null, debts: [debt], noted: null, now })).toEqual(debt.createdAt);
  });
});

describe("overdueDebts", () => {
  const now = new Date("2026-12-03T00:00:00Z");
  const on = (day: number, dueDay: number | null, hasFailed = false) => ({
    createdAt: new Date(Date.UTC(2026, 10, day)),
    dueAt: dueDay === null ? null : new Date(Date.UTC(2026, 11, dueDay)),
    hasFailed,
  });

  test("are those past their date and those whose payment failed, the oldest first, and none that is not due yet", () => {
    const [late, failed, notDue, untried] = [on(2, 3), on(1, null, true), on(1, 4), on(1, null)];
    const subscription = subscribed("past_due");
    expect(overdueDebts({ subscription, debts: [late, notDue, failed, untried], now })).toEqual([failed, late]);
    expect(overdueDebts({ subscription: null, debts: [notDue, untried], now })).toEqual([]);
    // An older one was paid, and Stripe waits for the newest.
    expect(overdueDebts({ subscription, debts: [notDue], now })).toEqual([]);
  });

  test("are all where Stripe says that something is overdue and not what", () => {
    const untried = on(1, null);
    expect(overdueDebts({ subscription: subscribed("past_due"), debts: [untried], now })).toEqual([untried]);
  });
});
