import { expect, test } from "vitest";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { loadMembersPage } from "./members-page.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-24T10:30:00Z");

async function teamOfTwo() {
  const workspace = await createTestWorkspace(database.db, { now, plan: "team" });
  await database.db.workspace.update({ where: { workspaceId: workspace.workspaceId }, data: { seats: 4 } });
  const { id } = await database.db.user.create({
    data: { id: `user_second_${workspace.slug}`, email: `second-${workspace.slug}@example.test`, createdAt: now },
  });
  await database.db.member.create({
    data: {
      workspaceId: workspace.workspaceId,
      userId: id,
      role: "viewer",
      createdAt: new Date(now.getTime() + 1),
      suspendedAt: now,
    },
  });
  return { workspace, secondId: id };
}

test("lists everybody with role and seat, and counts who has access against the seats", async () => {
  const { workspace, secondId } = await teamOfTwo();
  const ctx = testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", now });
  const view = await loadMembersPage(ctx);
  expect(view).toMatchObject({
    planName: "Team",
    isPricedPerSeat: true,
    admitted: 4,
    withAccess: 1,
    canAddSeats: true,
  });
  expect(view.members).toMatchObject([
    { userId: workspace.ownerId, role: "owner", hasSeat: true, isReader: true },
    { userId: secondId, name: null, role: "viewer", hasSeat: false, isReader: false },
  ]);
});

test("lets every role look, offers seats to owners alone, and shows nobody of another workspace", async () => {
  const { workspace } = await teamOfTwo();
  const { workspace: other } = await teamOfTwo();
  for (const role of ["admin", "billing", "member", "viewer"] as const) {
    const ctx = testContext(database.db, workspace, { userId: "user_reader", role, now });
    const view = await loadMembersPage(ctx);
    expect(view.canAddSeats).toBe(false);
    expect(view.members.map(({ userId }) => userId)).not.toContain(other.ownerId);
    expect(view.members).toHaveLength(2);
  }
});

test("offers no seats where the plan sells none, and says how many members it admits", async () => {
  const workspace = await createTestWorkspace(database.db, { now, plan: "pro" });
  const ctx = testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", now });
  expect(await loadMembersPage(ctx)).toMatchObject({
    planName: "Pro",
    isPricedPerSeat: false,
    admitted: 3,
    withAccess: 1,
    canAddSeats: false,
  });
});
