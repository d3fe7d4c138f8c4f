import type { Db } from "#lib/data/client.ts";

export type StoredApiKey = {
  apiKeyId: string;
  label: string;
  prefix: string;
  createdByUserId: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
};

const PUBLIC_COLUMNS = {
  apiKeyId: true,
  label: true,
  createdByUserId: true,
  createdAt: true,
  lastUsedAt: true,
  expiresAt: true,
  revokedAt: true,
  secrets: { select: { prefix: true }, orderBy: { createdAt: "desc" }, take: 1 },
} as const;

type Row = Omit<StoredApiKey, "prefix"> & { secrets: { prefix: string }[] };

/** A workspace's keys, newest first, without their secrets. */
export async function listApiKeys(
  db: Db,
  workspaceId: string,
  filter: { createdByUserId?: string } = {},
): Promise<StoredApiKey[]> {
  const rows = await db.apiKey.findMany({
    where: { workspaceId, ...filter },
    select: PUBLIC_COLUMNS,
    orderBy: [{ createdAt: "desc" }, { apiKeyId: "desc" }],
  });
  return rows.map(toStored);
}

export async function findApiKey(db: Db, workspaceId: string, apiKeyId: string): Promise<StoredApiKey | null> {
  const row = await db.apiKey.findUnique({
    where: { workspaceId_apiKeyId: { workspaceId, apiKeyId } },
    select: PUBLIC_COLUMNS,
  });
  return row ? toStored(row) : null;
}

/** How many keys of a workspace are not revoked. */
export function countUnrevokedApiKeys(db: Db, workspaceId: string): Promise<number> {
  return db.apiKey.count({ where: { workspaceId, revokedAt: null } });
}

export async function insertApiKey(
  db: Db,
  workspaceId: string,
  key: {
    apiKeyId: string;
    label: string;
    createdByUserId: string;
    createdAt: Date;
    expiresAt: Date | null;
    secretHash: string;
    prefix: string;
  },
): Promise<void> {
  const { secretHash, prefix, ...identity } = key;
  await db.apiKey.create({
    data: { workspaceId, ...identity, secrets: { create: { secretHash, prefix, createdAt: key.createdAt } } },
    select: { apiKeyId: true },
  });
}

/** Marks a key as revoked; false when it already was. */
export async function markApiKeyRevoked(
  db: Db,
  workspaceId: string,
  apiKeyId: string,
  revokedAt: Date,
): Promise<boolean> {
  const { count } = await db.apiKey.updateMany({
    where: { workspaceId, apiKeyId, revokedAt: null },
    data: { revokedAt },
  });
  return count > 0;
}

function toStored({ secrets, ...row }: Row): StoredApiKey {
  return { ...row, prefix: secrets[0]?.prefix ?? "" };
}
