import { describe, expect, test } from "vitest";
import { decideQuoteAcceptance, isUnderWay, quoteExpiry, quoteState } from "./decide-quote-acceptance.ts";
import { planSeats } from "./plan-seats.ts";

const createdAt = new Date("2026-11-14T10:00:00Z");
const team = planSeats("team", 3);
const quote = {
  from: team,
  to: planSeats("team", 5),
  expiresAt: quoteExpiry(createdAt),
  acceptedAt: null,
  outcome: null,
};
const later = (seconds: number) => new Date(createdAt.getTime() + seconds * 1_000);

describe("decideQuoteAcceptance", () => {
  test("a quote is valid for 15 minutes, the last millisecond included", () => {
    expect(decideQuoteAcceptance(quote, team, later(899.999))).toEqual({ isAccepted: true });
    expect(decideQuoteAcceptance(quote, team, later(900))).toMatchObject({ isAccepted: false, state: "expired" });
  });

  test.each([planSeats("team", 4), planSeats("pro", 0)])("it is stale once plan and seats are %o", (current) => {
    expect(decideQuoteAcceptance(quote, current, later(1))).toMatchObject({
      isAccepted: false,
      state: "stale",
      message: expect.stringContaining("Nothing was charged"),
    });
  });

  test("one whose plan and seats are there already says so, and not that nothing was charged", () => {
    expect(decideQuoteAcceptance(quote, quote.to, later(1))).toMatchObject({
      state: "stale",
      message: expect.stringMatching(/^You already have/),
    });
  });

  test("it is accepted once, whatever came of it", () => {
    for (const outcome of ["changed", "scheduled", "checkout", "declined", "requires_action"]) {
      const accepted = { ...quote, acceptedAt: later(5), outcome };
      expect(quoteState(accepted, team, later(6))).toBe("accepted");
    }
  });

  test("an acceptance under way blocks another one until it must have been abandoned", () => {
    const accepting = { ...quote, acceptedAt: later(5) };
    expect(isUnderWay(accepting, later(304.999))).toBe(true);
    expect(quoteState(accepting, team, later(304.999))).toBe("accepted");
    expect(isUnderWay(accepting, later(305))).toBe(false);
    expect(quoteState(accepting, team, later(305))).toBe("valid");
    expect(isUnderWay({ ...accepting, outcome: "declined" }, later(6))).toBe(false);
  });
});
