import fc from "fast-check";
import { expect, test } from "vitest";
import type { ClaimedEvent } from "./claimed-event.ts";
import { splitByReplySize } from "./split-by-reply-size.ts";

const MEBIBYTE = 1_048_576;
const ANSWER = "a".repeat(MEBIBYTE);

const eventWith = (size: number | null) =>
  ({
    requestId: "any",
    ...(size !== null && { claim: { keyHash: "k", reply: { headers: {}, answer: ANSWER.slice(0, size) } } }),
  }) as ClaimedEvent;
const sizeOf = (events: readonly ClaimedEvent[]) =>
  events.reduce((sum, event) => sum + (event.claim?.reply?.answer?.length ?? 0), 0);

test("groups keep the order and every event, and none is larger than a call may be", () => {
  const sizes = fc.array(fc.option(fc.integer({ min: 0, max: MEBIBYTE })), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(sizes, (all) => {
      const events = all.map(eventWith);
      const groups = splitByReplySize(events);
      expect(groups.flat()).toEqual(events);
      expect(groups.every((group) => group.length > 0 && sizeOf(group) <= 4 * MEBIBYTE)).toBe(true);
      expect(groups.length).toBeLessThanOrEqual(Math.ceil(sizeOf(events) / (3 * MEBIBYTE)) + 1);
    }),
    { numRuns: 50 },
  );
});

test("events without a claim stay one group", () => {
  const events = Array.from({ length: 500 }, () => eventWith(null));
  expect(splitByReplySize(events)).toEqual([events]);
});
