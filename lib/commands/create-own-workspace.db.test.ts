import { expect, test } from "vitest";
import { addTestMember, createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { createOwnWorkspace } from "./create-own-workspace.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-14T09:30:00.000Z");
const from = { now, requestId: "019a8200-0000-7000-8000-000000000001", ip: "203.0.113.9" };

const membershipsOf = (userId: string) =>
  database.db.member.findMany({ where: { userId }, include: { workspace: { include: { slug: true } } } });

test("who belongs to no workspace gets one, however often they ask at once", async () => {
  const user = { userId: "user_stray", email: "stray@example.com" };
  await database.db.user.create({ data: { id: user.userId, email: user.email, createdAt: now } });
  const slugs = await Promise.all(Array.from({ length: 10 }, () => createOwnWorkspace(database.db, { user, ...from })));
  expect(new Set(slugs)).toEqual(new Set(["stray"]));
  const [membership, ...others] = await membershipsOf(user.userId);
  expect(others).toEqual([]);
  expect(membership).toMatchObject({
    role: "owner",
    workspace: { name: "stray's workspace", plan: "starter", slug: { slug: "stray" } },
  });
  expect(await database.db.auditEntry.findMany({ where: { workspaceId: membership?.workspaceId } })).toEqual([
    expect.objectContaining({ action: "workspace.created", actorId: user.userId, at: now, ip: from.ip }),
  ]);
});

test("who belongs to a workspace keeps to it", async () => {
  const workspace = await createTestWorkspace(database.db, { now });
  const userId = await addTestMember(database.db, workspace.workspaceId, { now, role: "viewer" });
  const user = { userId, email: `${userId}@example.test` };
  expect(await createOwnWorkspace(database.db, { user, ...from })).toBe(workspace.slug);
  expect(await membershipsOf(userId)).toHaveLength(1);
});
