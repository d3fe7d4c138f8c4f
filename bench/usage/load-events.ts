import { createWriteStream } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Pool } from "#lib/platform/postgres.ts";
import { EVENT_COLUMNS, type EventSpan, eventLines } from "./event-lines.ts";

const LINES_IN_A_CHUNK = 2_000;
const EVENTS_IN_A_FILE = 500_000;

/** Fills a span of a workspace with events through COPY, and rolls them up with the statement that settlement has. */
export async function loadEvents(pool: Pool, span: EventSpan): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "weir-bench-usage-"));
  try {
    // The server runs under an account of its own and reads the file itself.
    await chmod(folder, 0o755);
    for (const part of partsOf(span)) {
      const file = join(folder, "events.tsv");
      await pipeline(Readable.from(chunksOf(part)), createWriteStream(file, { mode: 0o644 }));
      await pool.query(`COPY usage_events (${EVENT_COLUMNS}) FROM '${file}'`);
      await rollUp(pool, part);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function partsOf({ workspaceId, start, end, events }: EventSpan): EventSpan[] {
  const parts = Math.ceil(events / EVENTS_IN_A_FILE);
  const edge = (index: number) => new Date(start.getTime() + ((end.getTime() - start.getTime()) * index) / parts);
  return Array.from({ length: parts }, (_, index) => ({
    workspaceId,
    start: edge(index),
    end: edge(index + 1),
    events: Math.round(events / parts),
  }));
}

function* chunksOf(span: EventSpan): Generator<string> {
  let lines: string[] = [];
  for (const line of eventLines(span)) {
    lines.push(line);
    if (lines.length < LINES_IN_A_CHUNK) continue;
    yield lines.join("");
    lines = [];
  }
  yield lines.join("");
}

const ROLL_UP =
  /INSERT INTO usage_rollups AS rollup[\s\S]*?FROM stored[\s\S]*?included_nanos = rollup\.included_nanos \+ excluded\.included_nanos/;

/** Settlement's own text, over stored events instead of those it stores: what is measured is what it would have made. */
async function rollUp(pool: Pool, { workspaceId, start, end }: EventSpan): Promise<void> {
  const { rows } = await pool.query<{ body: string }>(
    "SELECT prosrc AS body FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosrc LIKE '%INSERT INTO usage_rollups AS rollup%' ORDER BY proname",
  );
  const statement = rows.map(({ body }) => ROLL_UP.exec(body)?.[0]).find((found) => found !== undefined);
  if (!statement) throw new Error("Settlement rolls events up in another way than this bench knows");
  await pool.query(
    `WITH stored AS (
      SELECT * FROM usage_events
      WHERE workspace_id = $1 AND request_id >= usage_id_floor($2) AND request_id < usage_id_floor($3)
    ) ${statement}`,
    [workspaceId, start, end],
  );
}
