import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NANOS_PER_DOLLAR } from "./money.ts";
import {
  DEFAULT_ALERT_PERCENTS,
  decideLimitChange,
  HIGHEST_LIMIT_NANOS,
  parseAlertPercents,
  parseSpendLimit,
} from "./spend-limit.ts";

const dollars = (amount: number) => BigInt(amount) * NANOS_PER_DOLLAR;

describe("parseSpendLimit", () => {
  test.each([
    ["0", 0n],
    ["$0", 0n],
    [" 1,250.50 ", 1_250_500_000_000n],
    ["10,000,000", HIGHEST_LIMIT_NANOS],
    ["0.000000001", 1n],
  ])("takes %j", (text, limitNanos) => {
    expect(parseSpendLimit(text)).toEqual({ isValid: true, limitNanos });
  });

  test.each([
    ["", "empty"],
    ["  ", "empty"],
    ["none", "unreadable"],
    ["1e3", "unreadable"],
    ["1,25", "unreadable"],
    ["-1", "negative"],
    ["10,000,000.000000001", "too_high"],
  ])("refuses %j: %s", (text, reason) => {
    expect(parseSpendLimit(text)).toEqual({ isValid: false, reason });
  });
});

describe("parseAlertPercents", () => {
  test("puts them in order, each once", () => {
    expect(parseAlertPercents([100, 50, 80, 50])).toEqual(DEFAULT_ALERT_PERCENTS);
    expect(parseAlertPercents([])).toEqual([]);
  });

  test.each([[[0]], [[101]], [[50.5]], [[Number.NaN]], [[-5]], [Array.from({ length: 11 }, (_, index) => index + 1)]])(
    "refuses %j",
    (percents) => expect(parseAlertPercents(percents)).toBeNull(),
  );
});

describe("decideLimitChange", () => {
  const figures = { settledNanos: dollars(40), heldNanos: dollars(5) };

  test.each([
    [
      100,
      "leaves_room",
      55,
      0,
      "Leaves $55.00 for the rest of the period: $40.00 is spent and $5.00 is held by requests under way.",
    ],
    [45, "waits_for_holds", 0, 0, "Leaves no room for now: $40.00 is spent and $5.00 is held by requests under way."],
    [41, "waits_for_holds", 0, 0, "New requests pass as these end and give back what they did not use."],
    [40, "blocks_at_once", 0, 0, "Blocks at once: $40.00 is spent, all of this limit."],
    [30, "blocks_at_once", 0, 10, "Blocks at once: $40.00 is spent, $10.00 more than this limit."],
    [0, "blocks_at_once", 0, 40, "Requests under way hold $5.00 and may still finish."],
  ] as const)("a limit of $%d: %s", (limit, kind, room, exceeded, words) => {
    const effect = decideLimitChange({ limitNanos: dollars(limit), ...figures });
    expect(effect).toMatchObject({ kind, roomNanos: dollars(room), exceededByNanos: dollars(exceeded) });
    expect(effect.sentence).toContain(words);
  });

  test("speaks only of what there is", () => {
    const idle = { settledNanos: 0n, heldNanos: 0n };
    expect(decideLimitChange({ limitNanos: dollars(10), ...idle }).sentence).toBe(
      "Leaves $10.00 for the rest of the period: nothing is spent yet.",
    );
    expect(decideLimitChange({ limitNanos: 0n, ...idle }).sentence).toBe(
      "Blocks at once: a limit of $0 leaves nothing to spend. Every request that the plan's included inference does not " +
        "cover is refused until the limit is raised or the next period starts.",
    );
  });

  test("room and what is used always make up the limit, or there is no room", () => {
    const amount = fc.bigInt({ min: 0n, max: HIGHEST_LIMIT_NANOS });
    fc.assert(
      fc.property(amount, amount, amount, (limitNanos, settledNanos, heldNanos) => {
        const { kind, roomNanos, exceededByNanos } = decideLimitChange({ limitNanos, settledNanos, heldNanos });
        expect(kind === "leaves_room").toBe(roomNanos > 0n);
        if (roomNanos > 0n) expect(settledNanos + heldNanos + roomNanos).toBe(limitNanos);
        else expect(settledNanos + heldNanos).toBeGreaterThanOrEqual(limitNanos);
        expect(kind === "blocks_at_once").toBe(settledNanos >= limitNanos);
        expect(exceededByNanos > 0n).toBe(settledNanos > limitNanos);
      }),
    );
  });
});
