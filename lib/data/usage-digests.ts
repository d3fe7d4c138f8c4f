import type { Db } from "#lib/data/client.ts";

/** The span of a workspace's events that is to be digested next; whole quarter hours, at most a UTC day. */
export type DueDigest = { workspaceId: string; from: Date; until: Date };

/**
 * Says of workspaces without new events that they are digested, and lists the others with the first span that is due.
 * Whoever was never digested begins with their first events.
 */
export async function listDueDigests(db: Db, finishedUntil: Date): Promise<DueDigest[]> {
  await db.$executeRaw`
    UPDATE usage_digests SET digested_until = ${finishedUntil}
    WHERE digested_until < ${finishedUntil} AND NOT EXISTS (
      SELECT FROM usage_rollups
      WHERE usage_rollups.workspace_id = usage_digests.workspace_id AND resolution = 'quarter_hour'
        AND bucket_start >= digested_until AND bucket_start < ${finishedUntil}
    )`;
  return db.$queryRaw<DueDigest[]>`
    SELECT workspace_id AS "workspaceId", first.bucket_start AS "from",
      least(date_add(date_trunc('day', first.bucket_start, 'UTC'), '1 day', 'UTC'), ${finishedUntil}) AS "until"
    FROM workspaces
    LEFT JOIN usage_digests USING (workspace_id)
    CROSS JOIN LATERAL (
      SELECT bucket_start FROM usage_rollups
      WHERE usage_rollups.workspace_id = workspaces.workspace_id AND resolution = 'quarter_hour'
        AND bucket_start >= coalesce(digested_until, '-infinity') AND bucket_start < ${finishedUntil}
      ORDER BY bucket_start LIMIT 1
    ) AS first
    ORDER BY workspace_id`;
}

/** Digests a span anew. @returns how many events it has */
export async function digestUsage(db: Db, { workspaceId, from, until }: DueDigest): Promise<number> {
  const [row] = await db.$queryRaw<{ events: bigint }[]>`
    SELECT digest_usage(${workspaceId}, ${from}::timestamptz, ${until}::timestamptz) AS "events"`;
  return Number(row?.events ?? 0n);
}

/**
 * The UTC days since an instant of which the digest misses events that the rollups count: those that were settled when
 * their quarter hour was taken for finished, as after a crash.
 */
export async function listStaleDigests(
  db: Db,
  workspaceId: string,
  { since, until }: { since: Date; until: Date },
): Promise<DueDigest[]> {
  return db.$queryRaw<DueDigest[]>`
    WITH counted AS (
      SELECT date_trunc('day', bucket_start, 'UTC') AS day, sum(request_count) AS requests FROM usage_rollups
      WHERE workspace_id = ${workspaceId} AND bucket_start < ${until}
        AND (resolution = 'day' AND bucket_start >= ${since} AND bucket_start < date_trunc('day', ${until}::timestamptz, 'UTC')
          OR resolution = 'quarter_hour' AND bucket_start >= date_trunc('day', ${until}::timestamptz, 'UTC'))
      GROUP BY 1
    ),
    digested AS (
      SELECT bucket_start AS day, sum(request_count) AS requests FROM status_rollups
      WHERE workspace_id = ${workspaceId} AND resolution = 'day' AND status = ANY (enum_range(NULL::usage_status))
        AND bucket_start >= ${since} AND bucket_start < ${until}
      GROUP BY 1
    )
    SELECT ${workspaceId} AS "workspaceId", day AS "from", least(date_add(day, '1 day', 'UTC'), ${until}) AS "until"
    FROM counted LEFT JOIN digested USING (day)
    WHERE counted.requests IS DISTINCT FROM digested.requests
    ORDER BY day`;
}
