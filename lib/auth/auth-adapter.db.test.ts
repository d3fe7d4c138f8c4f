import type { Adapter } from "next-auth/adapters";
import { describe, expect, test } from "vitest";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { authAdapter } from "./auth-adapter.ts";
import { newSessionToken } from "./session-token.ts";

const database = setUpTestDatabase();
const start = new Date("2026-11-14T09:30:00.000Z");
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const origin = { ip: "203.0.113.9", userAgent: "Browser/1.0", requestId: "request-1" };
const ignored = new Date(0);

function adapterAt(msAfterStart = 0): Required<Adapter> {
  const clock = { now: () => new Date(start.getTime() + msAfterStart) };
  return authAdapter({ db: database.db, clock, safetyClock: clock, origin }) as Required<Adapter>;
}

/** As after somebody moved Weir's time. */
function adapterAhead(aheadMs: number): Required<Adapter> {
  const clock = { now: () => new Date(start.getTime() + aheadMs) };
  return authAdapter({ db: database.db, clock, safetyClock: { now: () => start }, origin }) as Required<Adapter>;
}

const newUser = (email: string) => adapterAt().createUser({ id: "ignored", email, emailVerified: null });

describe("people", () => {
  test("are made once and found by email", async () => {
    const adapter = adapterAt();
    expect(await adapter.getUserByEmail("new@example.com")).toBeNull();
    const user = await newUser("new@example.com");
    expect(user).toMatchObject({ email: "new@example.com", emailVerified: start });
    expect(await adapter.getUserByEmail("new@example.com")).toEqual(user);
    expect(await newUser("new@example.com")).toEqual(user);
  });

  test("keep the instant at which their email was first proved", async () => {
    const user = await newUser("proved@example.com");
    await database.db.user.update({ where: { id: user.id }, data: { emailVerifiedAt: null } });
    expect(await adapterAt(HOUR_MS).updateUser({ id: user.id })).toMatchObject({
      emailVerified: new Date(start.getTime() + HOUR_MS),
    });
    expect(await adapterAt(2 * HOUR_MS).updateUser({ id: user.id })).toMatchObject({
      emailVerified: new Date(start.getTime() + HOUR_MS),
    });
  });
});

describe("sessions", () => {
  test("are made, found and deleted by token, which is stored only as its hash", async () => {
    const user = await newUser("session@example.com");
    const sessionToken = newSessionToken();
    const made = await adapterAt().createSession({ sessionToken, userId: user.id, expires: ignored });
    expect(made).toEqual({ sessionToken, userId: user.id, expires: new Date(start.getTime() + 30 * DAY_MS) });
    expect(await adapterAt().getSessionAndUser(sessionToken)).toEqual({ session: made, user });

    const rows = await database.db.session.findMany({ where: { userId: user.id } });
    expect(rows).toEqual([expect.objectContaining({ ip: origin.ip, userAgent: origin.userAgent, lastSeenAt: start })]);
    expect(JSON.stringify(rows)).not.toContain(sessionToken);

    await adapterAt().deleteSession(sessionToken);
    expect(await adapterAt().getSessionAndUser(sessionToken)).toBeNull();
    expect(await database.db.session.count({ where: { userId: user.id } })).toBe(0);
  });

  test("last while Weir's time is moved by a year, and links too", async () => {
    const user = await newUser("moved@example.com");
    const sessionToken = newSessionToken();
    await adapterAt().createSession({ sessionToken, userId: user.id, expires: ignored });
    await adapterAt().createVerificationToken({ identifier: "moved@example.com", token: "link", expires: ignored });
    const ahead = adapterAhead(365 * DAY_MS);
    expect(await ahead.getSessionAndUser(sessionToken)).not.toBeNull();
    expect(await ahead.useVerificationToken({ identifier: "moved@example.com", token: "link" })).not.toBeNull();
  });

  test("end after 30 days, and the next sign-in clears them away", async () => {
    const { id: userId } = await newUser("ended@example.com");
    const sessionToken = newSessionToken();
    await adapterAt().createSession({ sessionToken, userId, expires: ignored });
    expect(await adapterAt(30 * DAY_MS - 1).getSessionAndUser(sessionToken)).not.toBeNull();
    expect(await adapterAt(30 * DAY_MS).getSessionAndUser(sessionToken)).toBeNull();
    await adapterAt(30 * DAY_MS).createSession({ sessionToken: newSessionToken(), userId, expires: ignored });
    expect(await database.db.session.count({ where: { userId } })).toBe(1);
  });
});

describe("links", () => {
  const link = (identifier: string, token = "hash-of-token") => ({ identifier, token, expires: ignored });

  test("are good for one use within 24 hours", async () => {
    await adapterAt().createVerificationToken(link("link@example.com"));
    const used = await adapterAt(DAY_MS - 1).useVerificationToken(link("link@example.com"));
    expect(used).toMatchObject({ identifier: "link@example.com", expires: new Date(start.getTime() + DAY_MS) });
    expect(await adapterAt().useVerificationToken(link("link@example.com"))).toBeNull();
  });

  test("are refused once expired", async () => {
    await adapterAt().createVerificationToken(link("expired@example.com"));
    expect(await adapterAt(DAY_MS).useVerificationToken(link("expired@example.com"))).toBeNull();
  });

  test("belong to one email", async () => {
    await adapterAt().createVerificationToken(link("mine@example.com"));
    expect(await adapterAt().useVerificationToken(link("theirs@example.com"))).toBeNull();
    expect(await adapterAt().useVerificationToken(link("mine@example.com"))).not.toBeNull();
  });

  test("let exactly one of 20 parallel uses win", async () => {
    await adapterAt().createVerificationToken(link("race@example.com"));
    const uses = Array.from({ length: 20 }, () => adapterAt().useVerificationToken(link("race@example.com")));
    expect((await Promise.all(uses)).filter((used) => used !== null)).toHaveLength(1);
  });

  test("read first and deleted afterwards, they would let many win", async () => {
    await adapterAt().createVerificationToken(link("control@example.com"));
    const find = () => database.db.signInToken.findFirst({ where: { email: "control@example.com" } });
    const found = await Promise.all(Array.from({ length: 20 }, find));
    await database.db.signInToken.deleteMany({ where: { email: "control@example.com" } });
    expect(found.filter((row) => row !== null).length).toBeGreaterThan(1);
  });

  test("are forgotten once expired", async () => {
    await adapterAt().createVerificationToken(link("forgotten@example.com"));
    await adapterAt(DAY_MS).createVerificationToken(link("fresh@example.com"));
    expect(await database.db.signInToken.findMany({ select: { email: true } })).toEqual([
      { email: "fresh@example.com" },
    ]);
  });
});
