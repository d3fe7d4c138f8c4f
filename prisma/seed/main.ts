import { createHash, createHmac } from "node:crypto";
import { digestFinishedUsage } from "#lib/commands/digest-finished-usage.ts";
import { reconcileUsage } from "#lib/commands/reconcile-usage.ts";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { createDb, type Database } from "#lib/data/client.ts";
import { ensureUsagePartitions } from "#lib/data/usage-partitions.ts";
import { API_KEY_START, apiKeyPrefix } from "#lib/domain/api-key.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import { includedInference } from "#lib/domain/included-inference.ts";
import { NO_DEPLOYMENT_ID, PLAYGROUND_KEY_ID } from "#lib/domain/usage/usage-event.ts";
import { hashApiKeySecret } from "#lib/platform/hash-api-key-secret.ts";
import { newId } from "#lib/platform/ids.ts";
import { createPool, type Pool } from "#lib/platform/postgres.ts";
import { SEED_WORKSPACES, type SeedWorkspace } from "#prisma/seed/scenario.ts";
import { settlePaid } from "#prisma/seed/settle-paid.ts";
import { eventsOfDay, requestsPerDay, SEED_DAYS, type TrafficSource } from "#prisma/seed/traffic.ts";

const DEFAULT_EVENTS = 200_000;
const BATCH = 2_000;
const FLEX_REPLICAS = 4;
const DAY_MS = 86_400_000;

export type SeededWorkspace = { slug: string; plan: PlanId; ownerEmail: string; apiKey: string | null };

export type SeedOptions = {
  databaseUrl: string;
  now: Date;
  /** From which the demo's API keys are derived, so that they stay the same from start to start. */
  secret: string;
  events?: number;
  onProgress: (text: string) => void;
};

/**
 * Fills an empty database with one workspace per plan and about 90 days of traffic, through the settlement that
 * serves real requests. What is there already stays; an interrupted seed is finished by the next call.
 */
export async function seedDemo(options: SeedOptions): Promise<SeededWorkspace[]> {
  const db = createDb(options.databaseUrl);
  const pool = createPool(options.databaseUrl, { max: 1, applicationName: "weir-seed" });
  try {
    for (const workspace of SEED_WORKSPACES) await seedWorkspace(db, pool, workspace, options);
    await digestFinishedUsage(db, options.now);
    await reconcileUsage(db, options.now);
  } finally {
    await pool.end();
    await db.$disconnect();
  }
  return SEED_WORKSPACES.map((workspace) => ({
    slug: workspace.slug,
    plan: workspace.plan,
    ownerEmail: workspace.people[0]?.email ?? "",
    apiKey: workspace.keys[0] ? keySecret(options.secret, workspace.slug, workspace.keys[0].label) : null,
  }));
}

async function seedWorkspace(db: Database, pool: Pool, seed: SeedWorkspace, options: SeedOptions): Promise<void> {
  const workspaceId = await openWorkspace(db, seed, options.now);
  if ((await db.auditEntry.count({ where: { workspaceId } })) > 0) return;
  const { createdAt } = await db.workspace.findUniqueOrThrow({ where: { workspaceId }, select: { createdAt: true } });
  const anchor = new Date(createdAt.getTime() + SEED_DAYS * DAY_MS);
  await ensureUsagePartitions(db, options.now, createdAt);
  const source = await trafficSource(db, workspaceId, seed);
  await settleTraffic({ db, pool }, source, {
    ...options,
    topUpNanos: seed.topUpNanos,
    anchor,
    total: (options.events ?? DEFAULT_EVENTS) * seed.trafficShare,
    name: seed.name,
  });
  await openKeysAndDeployments(db, workspaceId, seed, options.secret, anchor);
  await pool.query("ANALYZE");
}

/** The workspace, its address and its people; an existing one is left as it is. */
async function openWorkspace(db: Database, seed: SeedWorkspace, now: Date): Promise<string> {
  const existing = await db.workspaceSlug.findUnique({ where: { slug: seed.slug } });
  if (existing) return existing.workspaceId;
  const createdAt = new Date(now.getTime() - SEED_DAYS * DAY_MS);
  const workspaceId = newId("workspace", createdAt);
  await db.$transaction(async (tx) => {
    await tx.workspace.create({
      data: {
        workspaceId,
        name: seed.name,
        plan: seed.plan,
        seats: seed.seats,
        createdAt,
        includedInferenceNanos: includedInference(seed.plan, seed.seats),
        slug: { create: { slug: seed.slug } },
        ...(seed.contract && { contract: { create: seed.contract } }),
      },
    });
    for (const person of seed.people) {
      const user = await tx.user.upsert({
        where: { email: person.email },
        create: {
          id: newId("user", createdAt),
          email: person.email,
          name: person.name,
          emailVerifiedAt: createdAt,
          createdAt,
        },
        update: {},
      });
      await tx.member.create({ data: { workspaceId, userId: user.id, role: person.role, createdAt } });
    }
  });
  return workspaceId;
}

async function trafficSource(db: Database, workspaceId: string, seed: SeedWorkspace): Promise<TrafficSource> {
  const users = await db.user.findMany({ where: { members: { some: { workspaceId } } } });
  const userIdOf = new Map(users.map((user) => [user.email, user.id]));
  const ownerId = userIdOf.get(seed.people[0]?.email ?? "") ?? "";
  const keys = seed.keys.map(
    (key) =>
      [
        { apiKeyId: seedId("key", seed.slug, key.label), memberId: userIdOf.get(key.createdBy) ?? ownerId },
        key.weight,
      ] as const,
  );
  return {
    ...seed,
    workspaceId,
    seed: seed.slug,
    keys: keys.length > 0 ? keys : [[{ apiKeyId: PLAYGROUND_KEY_ID, memberId: ownerId }, 1]],
    deployments: seed.deployments.map(
      (deployment) =>
        [
          {
            ...deployment,
            deploymentId: seed.keys.length > 0 ? seedId("dep", seed.slug, deployment.modelId) : NO_DEPLOYMENT_ID,
          },
          deployment.weight,
        ] as const,
    ),
  };
}

async function settleTraffic(
  to: { db: Database; pool: Pool },
  source: TrafficSource,
  options: {
    anchor: Date;
    total: number;
    name: string;
    topUpNanos: bigint | null;
    onProgress: (text: string) => void;
  },
): Promise<void> {
  let batch: ReturnType<typeof eventsOfDay> = [];
  for (const [index, requests] of requestsPerDay(source, options.total, options.anchor).entries()) {
    batch.push(...eventsOfDay(source, { daysAgo: SEED_DAYS - index, requests, anchor: options.anchor }));
    if (batch.length >= BATCH || index === SEED_DAYS) {
      await settlePaid(to, batch, options.topUpNanos);
      batch = [];
      options.onProgress(`${options.name}: day ${index + 1} of ${SEED_DAYS + 1}`);
    }
  }
}

/** Comes last, in one transaction: a workspace with an audit entry has had all its traffic. */
async function openKeysAndDeployments(
  db: Database,
  workspaceId: string,
  seed: SeedWorkspace,
  secret: string,
  anchor: Date,
) {
  const createdAt = new Date(anchor.getTime() - SEED_DAYS * DAY_MS);
  const users = await db.user.findMany({ where: { members: { some: { workspaceId } } } });
  const userIdOf = new Map(users.map((user) => [user.email, user.id]));
  await db.$transaction(async (tx) => {
    for (const key of seed.keys) {
      const apiKeyId = seedId("key", seed.slug, key.label);
      const keySecretText = keySecret(secret, seed.slug, key.label);
      await tx.apiKey.create({
        data: {
          workspaceId,
          apiKeyId,
          label: key.label,
          createdByUserId: userIdOf.get(key.createdBy) ?? "",
          createdAt,
          lastUsedAt: anchor,
          secrets: {
            create: {
              secretHash: hashApiKeySecret(keySecretText),
              prefix: apiKeyPrefix(keySecretText),
              createdAt,
            },
          },
        },
      });
    }
    if (seed.keys.length > 0) await tx.deployment.createMany({ data: deploymentRows(workspaceId, seed, createdAt) });
    await insertAuditEntry(tx, {
      workspaceId,
      action: "workspace.created",
      actor: { type: "system", job: "seed" },
      targetType: "workspace",
      targetId: workspaceId,
      before: null,
      after: { name: seed.name, plan: seed.plan },
      ip: null,
      requestId: null,
      at: createdAt,
    });
  });
}

function deploymentRows(workspaceId: string, seed: SeedWorkspace, createdAt: Date) {
  return seed.deployments.map(({ modelId, mode, gpuTier, replicas }) => ({
    workspaceId,
    deploymentId: seedId("dep", seed.slug, modelId),
    modelId,
    mode,
    gpuTier,
    minReplicas: mode === "active" ? replicas : 0,
    maxReplicas: Math.max(mode === "active" ? 1 : FLEX_REPLICAS, replicas),
    state: "active" as const,
    createdAt,
  }));
}

/** An id that every run of the seed makes again, so that its events always name the same key. */
function seedId(prefix: "key" | "dep", slug: string, name: string): string {
  return `${prefix}_${createHash("sha256").update(`${slug}/${name}`).digest("hex").slice(0, 26)}`;
}

function keySecret(secret: string, slug: string, label: string): string {
  return API_KEY_START + createHmac("sha256", secret).update(`demo-key/${slug}/${label}`).digest("hex");
}
