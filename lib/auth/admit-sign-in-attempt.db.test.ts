import { describe, expect, test } from "vitest";
import { countSignInAttempts, insertSignInAttempt } from "#lib/data/sign-in-attempts.ts";
import { SIGN_IN_WINDOW_MS, signInLimit } from "#lib/domain/sign-in-limit.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { admitSignInAttempt } from "./admit-sign-in-attempt.ts";

const database = setUpTestDatabase();
const secret = "a-secret-of-at-least-32-characters";
const start = new Date("2026-11-14T09:30:00.000Z");
const later = (ms: number) => new Date(start.getTime() + ms);

const admit = (email: string, ip: string | null, now = start) =>
  admitSignInAttempt(database.db, { email, ip, secret, now });

async function countAllowed(attempts: Promise<{ allowed: boolean }>[]): Promise<number> {
  return (await Promise.all(attempts)).filter(({ allowed }) => allowed).length;
}

describe("admitSignInAttempt", () => {
  test("admits exactly 5 of 30 parallel requests to one email", async () => {
    const attempts = Array.from({ length: 30 }, (_, index) => admit("five@example.com", `10.0.0.${index}`));
    expect(await countAllowed(attempts)).toBe(5);
  });

  test("admits exactly 20 of 30 parallel requests from one address", async () => {
    const attempts = Array.from({ length: 30 }, (_, index) => admit(`n${index}@example.com`, "10.1.0.1"));
    expect(await countAllowed(attempts)).toBe(20);
  });

  test("without its lock, parallel requests pass the limit", async () => {
    const subjects = { emailHash: "unlocked", ipHash: "unlocked" };
    const checked = Array.from({ length: 30 }, async () =>
      signInLimit(await countSignInAttempts(database.db, subjects, later(-SIGN_IN_WINDOW_MS)), start),
    );
    const allowed = (await Promise.all(checked)).filter((limit) => limit.allowed);
    const recorded = allowed.map((_, index) =>
      insertSignInAttempt(database.db, { ...subjects, id: `unlocked-${index}`, attemptedAt: start }),
    );
    await Promise.all(recorded);
    expect(await database.db.signInAttempt.count({ where: { emailHash: "unlocked" } })).toBeGreaterThan(5);
  });

  test("requests that cross in email and address do not block each other for ever", async () => {
    const crossing = Array.from({ length: 20 }, (_, index) =>
      admit(`cross${index % 2}@example.com`, index % 4 < 2 ? "10.2.0.1" : "10.2.0.2"),
    );
    expect(await countAllowed(crossing)).toBe(10);
  });

  test("says how long to wait, and admits again after exactly that", async () => {
    for (const minute of [0, 1, 2, 3, 4]) await admit("wait@example.com", "10.3.0.1", later(minute * 60_000));
    const refused = await admit("wait@example.com", "10.3.0.1", later(5 * 60_000));
    expect(refused).toEqual({ allowed: false, retryAfterSeconds: 600 });
    const almost = await admit("wait@example.com", "10.3.0.1", later(15 * 60_000 - 1));
    expect(almost).toEqual({ allowed: false, retryAfterSeconds: 1 });
    expect(await admit("wait@example.com", "10.3.0.1", later(15 * 60_000))).toEqual({ allowed: true });
  });

  test("counts one caller's many IPv6 addresses as one", async () => {
    const attempts = Array.from({ length: 25 }, (_, index) =>
      admit(`v6-${index}@example.com`, `2001:db8:1:2::${index}`),
    );
    expect(await countAllowed(attempts)).toBe(20);
    expect(await admit("v6-other@example.com", "2001:db8:1:3::1")).toEqual({ allowed: true });
  });

  test("stores neither the email nor the address, and forgets old attempts", async () => {
    await admit("plain@example.com", "192.0.2.77");
    const stored = JSON.stringify(await database.db.signInAttempt.findMany());
    expect(stored).not.toMatch(/plain|example|192\.0\.2\.77/);

    await admit("much-later@example.com", "192.0.2.78", later(SIGN_IN_WINDOW_MS * 3));
    expect(await database.db.signInAttempt.count()).toBe(1);
  });
});
