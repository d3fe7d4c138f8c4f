import { describe, expect, test } from "vitest";
import type { Account, Due } from "./account.ts";
import { newAccount } from "./new-account.ts";
import { runDue, runDueUntil } from "./run-due.ts";
import { timeByClock } from "./time-of.ts";

function accountWith(due: (account: Account) => Due[]): Account {
  const world = {
    clock: { now: () => new Date(1_000_000) },
    origin: "http://127.0.0.1",
    accounts: new Map(),
    parts: [{ routes: [], due }],
    queueWebhook: () => {},
  };
  return newAccount(world, "sk_test_a");
}

describe("runDue", () => {
  test("does the earliest first, at its own moment, and sees what that brings about", () => {
    const done: string[] = [];
    const waiting = new Map([
      ["late", 900],
      ["early", 300],
    ]);
    const account: Account = accountWith(() =>
      [...waiting].map(([name, atSeconds]) => ({
        atSeconds,
        testClock: null,
        run: () => {
          waiting.delete(name);
          done.push(`${name} at ${timeByClock(account, null)}`);
          if (name === "early") waiting.set("between", 600).set("beyond", 1_001);
        },
      })),
    );
    runDue(account);
    expect(done).toEqual(["early at 300", "between at 600", "late at 900"]);
    expect(timeByClock(account, null)).toBe(1_000);
  });

  test("keeps to one clock", () => {
    const done: (string | null)[] = [];
    const waiting = new Set([null, "clock_a", "clock_b"]);
    const account = accountWith(() =>
      [...waiting].map((testClock) => ({
        atSeconds: 500,
        testClock,
        run: () => {
          waiting.delete(testClock);
          done.push(testClock);
        },
      })),
    );
    runDueUntil(account, "clock_a", 500);
    expect(done).toEqual(["clock_a"]);
  });

  test("gives up on what falls due without end, and forgets its moment", () => {
    const account = accountWith(() => [{ atSeconds: 5, testClock: null, run: () => {} }]);
    expect(() => runDue(account)).toThrow("again and again");
    expect(account.momentSeconds).toBeNull();
  });
});
