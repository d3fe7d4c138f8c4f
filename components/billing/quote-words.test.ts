import { describe, expect, it } from "vitest";
import { confirmLabel, quoteTitle, sideLabel } from "./quote-words.ts";

const plan = (planName: string, seats: number | null = null) => ({ planId: "pro" as const, planName, seats });
const upgrade = { kind: "plan", direction: "upgrade", from: plan("Starter"), to: plan("Pro") } as const;
const downgrade = { kind: "plan", direction: "downgrade", from: plan("Pro"), to: plan("Starter") } as const;
const addSeat = { kind: "seats", direction: "upgrade", from: plan("Team", 4), to: plan("Team", 5) } as const;
const removeSeats = { kind: "seats", direction: "downgrade", from: plan("Team", 6), to: plan("Team", 4) } as const;

describe("quoteTitle", () => {
  it.each([
    [upgrade, "Upgrade to Pro"],
    [downgrade, "Downgrade to Starter"],
    [addSeat, "Add 1 seat"],
    [removeSeats, "Remove 2 seats"],
  ])("of %j is %s", (quote, title) => expect(quoteTitle(quote)).toBe(title));
});

describe("confirmLabel", () => {
  it.each([
    [{ ...upgrade, dueToday: "31.42", isImmediate: true }, "Pay $31.42 and upgrade"],
    [{ ...upgrade, dueToday: "0.00", isImmediate: true }, "Upgrade"],
    [{ ...downgrade, dueToday: "0.00", isImmediate: false }, "Downgrade on 1 Dec 2026"],
    [{ ...addSeat, dueToday: "1204.50", isImmediate: true }, "Pay $1,204.50 and add 1 seat"],
    [{ ...removeSeats, dueToday: "0.00", isImmediate: false }, "Remove 2 seats on 1 Dec 2026"],
  ])("of %j is %s", (quote, label) =>
    expect(confirmLabel({ ...quote, effectiveAt: "2026-12-01T00:00:00.000Z" })).toBe(label),
  );
});

it("names a side with its seats where it has some", () => {
  expect([sideLabel(plan("Pro")), sideLabel(plan("Team", 1))]).toEqual(["Pro", "Team with 1 seat"]);
});
