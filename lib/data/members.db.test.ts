import { describe, expect, test } from "vitest";
import { findMembership, insertMember, listMemberships } from "#lib/data/members.ts";
import { setSuspension } from "#lib/data/plan-holdings.ts";
import { insertUser } from "#lib/data/users.ts";
import { claimWorkspaceSlug, insertWorkspace } from "#lib/data/workspaces.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

const database = setUpTestDatabase();
const createdAt = new Date("2026-11-14T09:30:00.000Z");

async function addWorkspace(slug: string, name: string): Promise<string> {
  const workspaceId = `ws_${slug}`;
  await insertWorkspace(database.db, workspaceId, { name, plan: "pro", includedInferenceNanos: 0n, createdAt });
  await claimWorkspaceSlug(database.db, workspaceId, slug);
  return workspaceId;
}

async function addUser(userId: string): Promise<string> {
  const email = `${userId}@example.com`;
  await insertUser(database.db, { userId, email, name: null, emailVerifiedAt: null, createdAt });
  return userId;
}

describe("memberships", () => {
  test("are found by address, for members only", async () => {
    const workspaceId = await addWorkspace("acme", "Acme");
    const member = await addUser("member");
    const stranger = await addUser("stranger");
    await insertMember(database.db, workspaceId, { userId: member, role: "billing", createdAt });
    expect(await findMembership(database.db, "acme", member)).toEqual({
      workspaceId,
      slug: "acme",
      name: "Acme",
      plan: "pro",
      role: "billing",
    });
    expect(await findMembership(database.db, "acme", stranger)).toBeNull();
    expect(await findMembership(database.db, "no-such", member)).toBeNull();
  });

  test("are listed by name, only the person's own", async () => {
    const someone = await addUser("someone");
    for (const [slug, name] of [
      ["zeta", "Alpha"],
      ["alpha", "Zeta"],
      ["middle", "Middle"],
    ] as const) {
      await insertMember(database.db, await addWorkspace(slug, name), { userId: someone, role: "owner", createdAt });
    }
    await addWorkspace("of-others", "Belongs to others");
    const names = (await listMemberships(database.db, someone)).map(({ name, slug }) => [name, slug]);
    expect(names).toEqual([
      ["Alpha", "zeta"],
      ["Middle", "middle"],
      ["Zeta", "alpha"],
    ]);
  });

  test("an address belongs to one workspace", async () => {
    await addWorkspace("taken", "First");
    await insertWorkspace(database.db, "ws_second", {
      name: "Second",
      plan: "pro",
      includedInferenceNanos: 0n,
      createdAt,
    });
    expect(await claimWorkspaceSlug(database.db, "ws_second", "taken")).toBe(false);
    expect(await claimWorkspaceSlug(database.db, "ws_second", "free")).toBe(true);
  });

  test("that are suspended open nothing, and are there again when they are restored", async () => {
    const workspaceId = await addWorkspace("beyond", "Beyond");
    const userId = await addUser("without-a-seat");
    await insertMember(database.db, workspaceId, { userId, role: "member", createdAt });
    await setSuspension(database.db, workspaceId, [userId], createdAt);
    expect(await findMembership(database.db, "beyond", userId)).toBeNull();
    expect(await listMemberships(database.db, userId)).toEqual([]);
    await setSuspension(database.db, workspaceId, [userId], null);
    expect(await findMembership(database.db, "beyond", userId)).toMatchObject({ workspaceId });
    expect(await listMemberships(database.db, userId)).toHaveLength(1);
  });
});
