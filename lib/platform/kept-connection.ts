import type pg from "pg";
import type { Pool, Queryable } from "./postgres.ts";
import { sqlStateOf } from "./sql-state.ts";

export type KeptConnection = Pick<Queryable, "query"> & { release(): void };

/** No answer, a connection at fault (08), a server without room (53) or one that is stopping (57P). */
const BROKEN = /^($|08|53|57P)/;

/**
 * Keeps one of a pool's connections for calls that follow each other. A call on it leaves this process at once, while
 * one on the pool waits until everything that is ready to run has run. A connection that breaks is replaced.
 */
export function keepConnection(pool: Pool): KeptConnection {
  let kept: pg.PoolClient | null = null;

  const discard = (client: pg.PoolClient) => {
    if (kept !== client) return;
    kept = null;
    client.release(true);
  };
  const open = async () => {
    const client = await pool.connect();
    client.on("error", () => discard(client));
    return client;
  };
  const queryOn = (client: pg.PoolClient, config: pg.QueryConfig) =>
    client.query(config).catch((error: unknown) => {
      if (BROKEN.test(sqlStateOf(error))) discard(client);
      throw error;
    });
  const query = (config: pg.QueryConfig) => {
    if (kept) return queryOn(kept, config);
    return open().then((client) => {
      kept ??= client;
      if (kept !== client) client.release();
      return queryOn(kept, config);
    });
  };
  return {
    query: query as Queryable["query"],
    release: () => {
      kept?.release();
      kept = null;
    },
  };
}
