import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { insertUser } from "#lib/data/users.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { resolveSession } from "./resolve-session.ts";

const database = setUpTestDatabase();
const DAY_MS = 24 * 60 * 60 * 1000;
const start = new Date("2026-11-14T09:30:00.000Z");
const later = (ms: number) => new Date(start.getTime() + ms);

/** Signs somebody in the way the end-to-end tests do: by a row with the hash of a token of their own. */
async function signIn(userId: string): Promise<{ token: string; tokenHash: string }> {
  const user = { userId, email: `${userId}@example.com`, name: "Ada", emailVerifiedAt: start, createdAt: start };
  await insertUser(database.db, user);
  const token = `token-of-${userId}`;
  const tokenHash = createHash("sha256").update(token).digest("hex");
  const expiresAt = later(30 * DAY_MS);
  await database.db.session.create({ data: { tokenHash, userId, createdAt: start, lastSeenAt: start, expiresAt } });
  return { token, tokenHash };
}

const sessionRow = (tokenHash: string) => database.db.session.findUniqueOrThrow({ where: { tokenHash } });

describe("resolveSession", () => {
  test("knows who a token stands for", async () => {
    const { token, tokenHash } = await signIn("known");
    expect(await resolveSession(database.db, token, start)).toEqual({
      userId: "known",
      email: "known@example.com",
      name: "Ada",
    });
    expect(await resolveSession(database.db, tokenHash, start)).toBeNull();
    expect(await resolveSession(database.db, "made-up", start)).toBeNull();
  });

  test("a session that is revoked is refused at once", async () => {
    const { token, tokenHash } = await signIn("revoked");
    expect(await resolveSession(database.db, token, start)).not.toBeNull();
    await database.db.session.delete({ where: { tokenHash } });
    expect(await resolveSession(database.db, token, start)).toBeNull();
  });

  test("use moves the end, but is written down at most once a day", async () => {
    const { token, tokenHash } = await signIn("rolling");
    await resolveSession(database.db, token, later(DAY_MS - 1));
    expect(await sessionRow(tokenHash)).toMatchObject({ lastSeenAt: start, expiresAt: later(30 * DAY_MS) });

    await resolveSession(database.db, token, later(DAY_MS));
    expect(await sessionRow(tokenHash)).toMatchObject({ lastSeenAt: later(DAY_MS), expiresAt: later(31 * DAY_MS) });

    await resolveSession(database.db, token, later(2 * DAY_MS - 1));
    expect(await sessionRow(tokenHash)).toMatchObject({ lastSeenAt: later(DAY_MS) });
  });

  test("used daily it goes on, unused for 30 days it ends and is not revived", async () => {
    const { token, tokenHash } = await signIn("daily");
    for (let day = 1; day <= 40; day += 1) {
      expect(await resolveSession(database.db, token, later(day * DAY_MS))).not.toBeNull();
    }
    expect(await resolveSession(database.db, token, later(70 * DAY_MS))).toBeNull();
    expect(await sessionRow(tokenHash)).toMatchObject({ expiresAt: later(70 * DAY_MS) });
  });
});
