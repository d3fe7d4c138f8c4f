import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { createDb, type Database } from "#lib/data/client.ts";
import { createPool, type Pool } from "#lib/platform/postgres.ts";
import { databaseUrlOn } from "./database-url-on.ts";

export type TestDatabase = {
  readonly url: string;
  readonly pool: Pool;
  readonly db: Database;
};

/** Called at the top of a test file: a migrated database of its own, there during its tests and dropped afterwards. */
export function setUpTestDatabase(): TestDatabase {
  let opened: TestDatabase | null = null;
  const current = () => {
    if (!opened) throw new Error("The test database is there only while tests run.");
    return opened;
  };
  let drop: (() => Promise<void>) | null = null;

  beforeAll(async () => {
    const { serverUrl, template } = inject("testServer");
    const name = `weir_test_${randomBytes(6).toString("hex")}`;
    await runOn(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
    drop = () => runOn(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    const url = databaseUrlOn(serverUrl, name);
    opened = { url, pool: createPool(url, { max: 10, applicationName: "weir-test" }), db: createDb(url) };
  });

  afterAll(async () => {
    await Promise.all([opened?.pool.end(), opened?.db.$disconnect()]);
    opened = null;
    await drop?.();
  });

  return {
    get url() {
      return current().url;
    },
    get pool() {
      return current().pool;
    },
    get db() {
      return current().db;
    },
  };
}

async function runOn(serverUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
