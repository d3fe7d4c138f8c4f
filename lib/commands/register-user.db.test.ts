import { describe, expect, test } from "vitest";
import { registerUser } from "#lib/commands/register-user.ts";
import { isWorkspaceSlug } from "#lib/domain/workspace-slug.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-14T09:30:00.000Z");
const requestId = "019a8200-0000-7000-8000-000000000001";
const from = { now, requestId, ip: "203.0.113.9" };

async function workspacesOf(userId: string) {
  return database.db.member.findMany({ where: { userId }, include: { workspace: { include: { slug: true } } } });
}

describe("registerUser", () => {
  test("makes a person with a Starter workspace of their own", async () => {
    const user = await registerUser(database.db, { email: "ada.lovelace@example.com", ...from });
    expect(user).toMatchObject({ email: "ada.lovelace@example.com", name: null, emailVerifiedAt: now });
    const [membership, ...others] = await workspacesOf(user.userId);
    expect(others).toEqual([]);
    expect(membership).toMatchObject({
      role: "owner",
      workspace: { name: "ada.lovelace's workspace", plan: "starter", slug: { slug: "ada-lovelace" } },
    });
  });

  test("leaves an audit row for each of the two", async () => {
    const { userId } = await registerUser(database.db, { email: "grace@example.com", ...from });
    const [membership] = await workspacesOf(userId);
    const workspaceId = membership?.workspaceId;
    const entries = await database.db.auditEntry.findMany({ where: { workspaceId }, orderBy: { action: "asc" } });
    const common = { at: now, actorType: "user", actorId: userId, before: null, ip: from.ip, requestId };
    expect(entries).toEqual([
      expect.objectContaining({
        ...common,
        action: "user.registered",
        targetType: "user",
        targetId: userId,
        after: { email: "grace@example.com", role: "owner" },
      }),
      expect.objectContaining({
        ...common,
        action: "workspace.created",
        targetType: "workspace",
        targetId: workspaceId,
        after: { name: "grace's workspace", plan: "starter", slug: "grace" },
      }),
    ]);
  });

  test("gives the same local part of another domain an address of its own", async () => {
    const users = [];
    for (const domain of ["one.example", "two.example", "three.example"]) {
      users.push(await registerUser(database.db, { email: `support-desk@${domain}`, ...from }));
    }
    const memberships = (await Promise.all(users.map(({ userId }) => workspacesOf(userId)))).flat();
    const slugs = memberships.map(({ workspace }) => workspace.slug?.slug ?? "");
    expect(slugs[0]).toBe("support-desk");
    expect(new Set(slugs).size).toBe(3);
    for (const slug of slugs.slice(1)) expect(slug).toMatch(/^support-desk-[a-z0-9]{5}$/);
    expect(slugs.every(isWorkspaceSlug)).toBe(true);
  });

  test("makes one person of 20 first sign-ins at the same time", async () => {
    const email = "parallel@example.com";
    const users = await Promise.all(Array.from({ length: 20 }, () => registerUser(database.db, { email, ...from })));
    expect(new Set(users.map(({ userId }) => userId)).size).toBe(1);
    const memberships = await workspacesOf(users[0]?.userId ?? "");
    expect(memberships).toHaveLength(1);
    expect(await database.db.user.count({ where: { email } })).toBe(1);
    expect(await database.db.workspaceSlug.count({ where: { slug: { startsWith: "parallel" } } })).toBe(1);
    const { workspaceId } = memberships[0] ?? {};
    expect(await database.db.auditEntry.count({ where: { workspaceId } })).toBe(2);
  });

  test("leaves nothing behind when its audit rows cannot be written", async () => {
    const email = "unfinished@example.com";
    const unwritable = { ...from, requestId: "\u0000" };
    await expect(registerUser(database.db, { email, ...unwritable })).rejects.toThrow();
    expect(await database.db.user.count({ where: { email } })).toBe(0);
    expect(await database.db.workspaceSlug.count({ where: { slug: "unfinished" } })).toBe(0);
    expect(await database.db.workspace.count({ where: { name: { startsWith: "unfinished" } } })).toBe(0);
  });
});
