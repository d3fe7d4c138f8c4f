import { randomBytes } from "node:crypto";
import type { Database } from "#lib/data/client.ts";
import { API_KEY_START, apiKeyPrefix } from "#lib/domain/api-key.ts";
import type { DeploymentMode, PlanId } from "#lib/domain/catalog/plans.ts";
import type { Role } from "#lib/domain/permissions.ts";
import { hashApiKeySecret } from "#lib/platform/hash-api-key-secret.ts";
import { newId } from "#lib/platform/ids.ts";

export type TestWorkspace = {
  workspaceId: string;
  slug: string;
  ownerId: string;
  apiKeyId: string;
  apiKey: string;
};

type TestDeployment = { modelId: string; mode?: DeploymentMode; state?: "active" | "stopped"; upstreamUrl?: string };

/** A workspace of its own for one test: an owner, a key, and the deployments the test names. */
export async function createTestWorkspace(
  db: Database,
  options: { now: Date; plan?: PlanId; deployments?: readonly TestDeployment[] },
): Promise<TestWorkspace> {
  const { now } = options;
  const workspaceId = newId("workspace", now);
  const slug = `test-${randomBytes(5).toString("hex")}`;
  const apiKey = API_KEY_START + randomBytes(32).toString("hex");
  const apiKeyId = newId("apiKey", now);
  await db.workspace.create({
    data: { workspaceId, name: slug, plan: options.plan ?? "team", createdAt: now, slug: { create: { slug } } },
  });
  const ownerId = await addTestMember(db, workspaceId, { now, role: "owner" });
  await db.apiKey.create({
    data: {
      workspaceId,
      apiKeyId,
      label: "Test",
      createdByUserId: ownerId,
      createdAt: now,
      secrets: {
        create: {
          secretHash: hashApiKeySecret(apiKey),
          prefix: apiKeyPrefix(apiKey),
          createdAt: now,
        },
      },
    },
  });
  await db.deployment.createMany({
    data: (options.deployments ?? []).map(({ modelId, mode = "flex", state = "active", upstreamUrl }) => ({
      workspaceId,
      deploymentId: newId("deployment", now),
      modelId,
      mode,
      gpuTier: "h100",
      minReplicas: mode === "active" ? 1 : 0,
      maxReplicas: 1,
      state,
      upstreamUrl: upstreamUrl ?? null,
      createdAt: now,
    })),
  });
  return { workspaceId, slug, ownerId, apiKeyId, apiKey };
}

/** One more person in a workspace. @returns their user id */
export async function addTestMember(
  db: Database,
  workspaceId: string,
  member: { now: Date; role: Role },
): Promise<string> {
  const userId = newId("user", member.now);
  await db.user.create({ data: { id: userId, email: `${userId}@example.test`, createdAt: member.now } });
  await db.member.create({ data: { workspaceId, userId, role: member.role, createdAt: member.now } });
  return userId;
}
