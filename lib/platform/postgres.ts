import pg from "pg";
import { log } from "#lib/platform/log.ts";

const INT8_OID = 20;

/** Reads bigint columns as bigint: money must never pass through a number. */
const exactTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: "text" | "binary") =>
    oid === INT8_OID && format !== "binary"
      ? BigInt
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

export type Pool = pg.Pool;

/** A pool, or one of its connections with a transaction open. */
export type Queryable = Pick<pg.ClientBase, "query">;

type PoolOptions = {
  max: number;
  applicationName: string;
  /** A query that takes longer is given up here and there, so that a database that hangs is one that is away. */
  longestQueryMs?: number;
  /** How long a statement waits for rows that others hold. */
  longestLockMs?: number;
};

export function createPool(connectionString: string, options: PoolOptions): Pool {
  const pool = new pg.Pool({
    connectionString,
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
    ...(options.longestQueryMs && { query_timeout: options.longestQueryMs, statement_timeout: options.longestQueryMs }),
    ...(options.longestLockMs && { lock_timeout: options.longestLockMs }),
    types: exactTypes,
  });
  pool.on("error", (error) => log.error("postgres.idle_connection_lost", error));
  return pool;
}

/**
 * Calls `onMessage` for each notification on a channel, `onDisconnect` when none arrive any more, and `onReconnect` when
 * they do again and some may have been missed, until the returned function is called.
 */
export function listen(
  connectionString: string,
  options: {
    channel: string;
    onMessage: (payload: string) => void;
    onDisconnect?: () => void;
    onReconnect: () => void;
    retryMs: number;
  },
): () => Promise<void> {
  let isStopped = false;
  let client: pg.Client | null = null;
  let retry: NodeJS.Timeout | undefined;

  const reconnectLater = () => {
    if (isStopped) return;
    clearTimeout(retry);
    retry = setTimeout(connect, options.retryMs);
  };
  const connect = async () => {
    const current = new pg.Client({ connectionString, connectionTimeoutMillis: 3_000, keepAlive: true });
    client = current;
    current.on("error", (error) => log.error("postgres.listener_lost", error));
    current.on("end", () => {
      options.onDisconnect?.();
      reconnectLater();
    });
    current.on("notification", (message) => options.onMessage(message.payload ?? ""));
    try {
      await current.connect();
      await current.query(`LISTEN ${pg.escapeIdentifier(options.channel)}`);
      options.onReconnect();
    } catch (error) {
      log.error("postgres.listen_failed", error);
      await current.end().catch(() => undefined);
      reconnectLater();
    }
  };
  void connect();

  return async () => {
    isStopped = true;
    clearTimeout(retry);
    await client?.end().catch(() => undefined);
  };
}
