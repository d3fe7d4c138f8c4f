import { randomBytes } from "node:crypto";
import type { Database } from "#lib/data/client.ts";
import { insertCreditEntry } from "#lib/data/credit-entries.ts";
import { API_KEY_START, apiKeyPrefix } from "#lib/domain/api-key.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import type { DeploymentMode, PlanId } from "#lib/domain/catalog/plans.ts";
import type { ContractTerms } from "#lib/domain/gateway-terms.ts";
import { NANOS_PER_DOLLAR, type Nanos } from "#lib/domain/money.ts";
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

type TestDeployment = {
  modelId: string;
  mode?: DeploymentMode;
  state?: "active" | "stopped";
  upstreamUrl?: string;
  maxReplicas?: number;
};

type TestLimit = { scope: "workspace" | "member" | "api_key"; limitNanos: Nanos };

export type TestWorkspaceOptions = {
  now: Date;
  plan?: PlanId;
  deployments?: readonly TestDeployment[];
  creditNanos?: Nanos;
  includedNanos?: Nanos;
  contract?: ContractTerms;
  /** Limits of the workspace itself, its owner or its key. */
  limits?: readonly TestLimit[];
};

/** A workspace of its own for one test: an owner, a key, credits, and the deployments and limits the test names. */
export async function createTestWorkspace(db: Database, options: TestWorkspaceOptions): Promise<TestWorkspace> {
  const { now } = options;
  const workspaceId = newId("workspace", now);
  const slug = `test-${randomBytes(5).toString("hex")}`;
  const apiKey = API_KEY_START + randomBytes(32).toString("hex");
  const apiKeyId = newId("apiKey", now);
  await db.workspace.create({
    data: {
      workspaceId,
      name: slug,
      plan: options.plan ?? "team",
      createdAt: now,
      includedInferenceNanos: options.includedNanos ?? 0n,
      slug: { create: { slug } },
      ...(options.contract && { contract: { create: options.contract } }),
    },
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
    data: (options.deployments ?? []).map(
      ({ modelId, mode = "flex", state = "active", upstreamUrl, maxReplicas = 32 }) => ({
        workspaceId,
        deploymentId: newId("deployment", now),
        modelId,
        mode,
        gpuTier: "h100",
        minReplicas: mode === "active" ? 1 : 0,
        maxReplicas,
        state,
        upstreamUrl: upstreamUrl ?? null,
        createdAt: now,
      }),
    ),
  });
  await giveCredits(db, workspaceId, options.creditNanos ?? 1_000n * NANOS_PER_DOLLAR, now);
  const scopeIds = { workspace: workspaceId, member: ownerId, api_key: apiKeyId };
  await setLimits(db, workspaceId, { limits: options.limits ?? [], scopeIds, now });
  return { workspaceId, slug, ownerId, apiKeyId, apiKey };
}

async function setLimits(
  db: Database,
  workspaceId: string,
  { limits, scopeIds, now }: { limits: readonly TestLimit[]; scopeIds: Record<TestLimit["scope"], string>; now: Date },
): Promise<void> {
  await db.spendLimit.createMany({
    data: limits.map(({ scope, limitNanos }) => ({
      workspaceId,
      scope,
      scopeId: scopeIds[scope],
      limitNanos,
      updatedAt: now,
    })),
  });
}

async function giveCredits(db: Database, workspaceId: string, amountNanos: Nanos, now: Date): Promise<void> {
  if (amountNanos === 0n) return;
  await db.$transaction((tx) =>
    insertCreditEntry(tx, workspaceId, {
      creditEntryId: newId("creditEntry", now),
      fromAccount: "grants",
      toAccount: "credits",
      cause: "grant",
      amountNanos,
      period: billingPeriodAt(now),
      reference: null,
      at: now,
    }),
  );
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
