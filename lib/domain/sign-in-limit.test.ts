import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SIGN_IN_WINDOW_MS, signInLimit } from "./sign-in-limit.ts";

const now = new Date("2026-11-24T12:00:00.000Z");
const none = { count: 0, oldestAt: null };
const earlier = (count: number, msAgo: number) => ({ count, oldestAt: new Date(now.getTime() - msAgo) });

describe("signInLimit", () => {
  test.each([
    ["nothing before", none, none, { allowed: true }],
    ["the fifth to an email", earlier(4, 1), earlier(4, 1), { allowed: true }],
    ["the sixth to an email", earlier(5, 60_000), earlier(5, 60_000), { allowed: false, retryAfterSeconds: 840 }],
    ["the twentieth from an address", earlier(1, 1), earlier(19, 1), { allowed: true }],
    ["the 21st from an address", none, earlier(20, 600_000), { allowed: false, retryAfterSeconds: 300 }],
    ["both full", earlier(5, 800_000), earlier(20, 1_000), { allowed: false, retryAfterSeconds: 899 }],
    ["a part of a second left", earlier(5, 899_500), none, { allowed: false, retryAfterSeconds: 1 }],
    ["the oldest about to leave", earlier(5, 900_000), none, { allowed: false, retryAfterSeconds: 1 }],
    ["a clock that went back", earlier(5, -60_000), none, { allowed: false, retryAfterSeconds: 900 }],
    ["an unknown oldest", { count: 5, oldestAt: null }, none, { allowed: false, retryAfterSeconds: 900 }],
    ["a count that is none", { count: Number.NaN, oldestAt: now }, none, { allowed: false, retryAfterSeconds: 900 }],
  ])("%s", (_, toEmail, fromIp, expected) => {
    expect(signInLimit({ toEmail, fromIp }, now)).toEqual(expected);
  });

  test("never sends more than 5 to an email in any 15 minutes, nor refuses one who waited as told", () => {
    const gapsMs = fc.array(fc.integer({ min: 0, max: 10 * 60_000 }), { maxLength: 40 });
    fc.assert(
      fc.property(gapsMs, (gaps) => {
        const sent: number[] = [];
        let at = now.getTime();
        let freeAt = 0;
        for (const gap of gaps) {
          at += gap;
          const limit = signInLimit({ toEmail: within(sent, at), fromIp: none }, new Date(at));
          if (limit.allowed) sent.push(at);
          else freeAt = at + limit.retryAfterSeconds * 1000;
          if (!limit.allowed) {
            expect(signInLimit({ toEmail: within(sent, freeAt), fromIp: none }, new Date(freeAt)).allowed).toBe(true);
          }
          expect(sent.filter((time) => time > at - SIGN_IN_WINDOW_MS).length).toBeLessThanOrEqual(5);
        }
      }),
    );
  });
});

function within(sent: readonly number[], at: number) {
  const recent = sent.filter((time) => time > at - SIGN_IN_WINDOW_MS);
  return { count: recent.length, oldestAt: recent[0] === undefined ? null : new Date(recent[0]) };
}
