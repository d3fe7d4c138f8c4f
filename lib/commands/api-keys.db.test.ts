import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { API_KEYS_PER_WORKSPACE, isApiKeySecret } from "#lib/domain/api-key.ts";
import { ROLES } from "#lib/domain/permissions.ts";
import { loadApiKeysPage } from "#lib/views/api-keys-page.ts";
import { addTestMember, createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { createApiKey } from "./create-api-key.ts";
import { revokeApiKey } from "./revoke-api-key.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-14T10:00:00Z");

async function owned(plan: "team" | "starter" = "team") {
  const workspace = await createTestWorkspace(database.db, { now, plan });
  return {
    workspace,
    ctx: testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", plan, now }),
  };
}

const auditOf = (workspaceId: string) =>
  database.db.auditEntry.findMany({ where: { workspaceId }, orderBy: { auditEntryId: "asc" } });
const keysOf = (workspaceId: string) => database.db.apiKey.count({ where: { workspaceId } });

test("a key is created, shown once, stored as a hash and audited", async () => {
  const { workspace, ctx } = await owned();
  const { id, secret } = await createApiKey(ctx, { label: "  Production  ", expiresInDays: 30 });
  expect(isApiKeySecret(secret)).toBe(true);
  const stored = await database.db.apiKeySecret.findFirstOrThrow({ where: { apiKeyId: id } });
  expect(stored.secretHash).toBe(createHash("sha256").update(secret).digest("hex"));
  expect(secret.startsWith(stored.prefix)).toBe(true);
  const row = (await loadApiKeysPage(ctx)).keys.find((key) => key.id === id);
  expect(row).toMatchObject({
    label: "Production",
    state: "active",
    expiresAt: "2026-12-14T10:00:00.000Z",
    canRevoke: true,
  });
  const audit = await auditOf(workspace.workspaceId);
  expect(audit).toMatchObject([
    {
      action: "api_key.created",
      actorType: "user",
      actorId: workspace.ownerId,
      targetId: id,
      requestId: ctx.requestId,
      ip: "127.0.0.1",
    },
  ]);
  const everything = JSON.stringify({ row, audit, stored });
  expect(everything).not.toContain(secret);
  expect(JSON.stringify({ row, audit })).not.toContain(stored.secretHash);
});

test.each([
  ["nothing", " "],
  ["65 characters", "x".repeat(65)],
  ["a line break", "one\ntwo"],
])("a label of %s is refused and changes nothing", async (_, label) => {
  const { workspace, ctx } = await owned();
  await expect(createApiKey(ctx, { label, expiresInDays: null })).rejects.toMatchObject({
    code: "invalid_input",
    fieldErrors: { label: expect.any(String) },
  });
  expect(await keysOf(workspace.workspaceId)).toBe(1);
  expect(await auditOf(workspace.workspaceId)).toEqual([]);
});

test("a Starter workspace has no keys to create", async () => {
  const { workspace, ctx } = await owned("starter");
  await expect(createApiKey(ctx, { label: "Key", expiresInDays: null })).rejects.toMatchObject({
    code: "plan_not_allowed",
  });
  expect((await loadApiKeysPage(ctx)).createRefusal).toContain("Starter");
  expect(await keysOf(workspace.workspaceId)).toBe(1);
});

test("parallel creations stop at the most keys a workspace may have", async () => {
  const { workspace, ctx } = await owned();
  const room = API_KEYS_PER_WORKSPACE - 1;
  const results = await Promise.allSettled(
    Array.from({ length: room + 6 }, (_, index) => createApiKey(ctx, { label: `Key ${index}`, expiresInDays: null })),
  );
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(room);
  expect(await keysOf(workspace.workspaceId)).toBe(API_KEYS_PER_WORKSPACE);
  expect(await auditOf(workspace.workspaceId)).toHaveLength(room);
});

test("revoking is audited once, however often it is asked for", async () => {
  const { workspace, ctx } = await owned();
  await Promise.all(Array.from({ length: 5 }, () => revokeApiKey(ctx, { apiKeyId: workspace.apiKeyId })));
  const [row] = (await loadApiKeysPage(ctx)).keys;
  expect(row).toMatchObject({ state: "revoked", canRevoke: false });
  expect(await auditOf(workspace.workspaceId)).toMatchObject([
    { action: "api_key.revoked", targetId: workspace.apiKeyId },
  ]);
});

test("another workspace's key cannot be seen or revoked", async () => {
  const { ctx } = await owned();
  const other = await createTestWorkspace(database.db, { now });
  await expect(revokeApiKey(ctx, { apiKeyId: other.apiKeyId })).rejects.toMatchObject({ code: "not_found" });
  expect((await loadApiKeysPage(ctx)).keys.map((key) => key.id)).not.toContain(other.apiKeyId);
  const untouched = await database.db.apiKey.findFirstOrThrow({ where: { workspaceId: other.workspaceId } });
  expect(untouched.revokedAt).toBeNull();
});

const MAY = {
  owner: { see: "all", create: true, revokeOwn: true, revokeOthers: true },
  admin: { see: "all", create: true, revokeOwn: true, revokeOthers: true },
  billing: { see: "nothing", create: false, revokeOwn: false, revokeOthers: false },
  member: { see: "own", create: true, revokeOwn: true, revokeOthers: false },
  viewer: { see: "all", create: false, revokeOwn: false, revokeOthers: false },
} as const;

test.each(ROLES)("what a %s may do with keys", async (role) => {
  const { workspace } = await owned();
  const { workspaceId } = workspace;
  const userId = await addTestMember(database.db, workspaceId, { now, role });
  const ownKeyId = `key_own_${role}`;
  await database.db.apiKey.create({
    data: { workspaceId, apiKeyId: ownKeyId, label: "Own", createdByUserId: userId, createdAt: now },
  });
  const ctx = testContext(database.db, workspace, { userId, role, now });
  const seen = await loadApiKeysPage(ctx).then(
    (view) => (view.keys.length === 2 ? "all" : view.keys.every((key) => key.id === ownKeyId) ? "own" : "other"),
    () => "nothing",
  );
  const allowed = (promise: Promise<unknown>) =>
    promise.then(
      () => true,
      (error: { code?: string }) => (error.code === "forbidden" ? false : Promise.reject(error)),
    );
  expect({
    see: seen,
    create: await allowed(createApiKey(ctx, { label: "New", expiresInDays: null })),
    revokeOwn: await allowed(revokeApiKey(ctx, { apiKeyId: ownKeyId })),
    revokeOthers: await allowed(revokeApiKey(ctx, { apiKeyId: workspace.apiKeyId })),
  }).toEqual(MAY[role]);
});
