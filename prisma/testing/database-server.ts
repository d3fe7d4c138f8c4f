import { mkdir, open, rm } from "node:fs/promises";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrateDatabase } from "#prisma/migrate.ts";
import { freePort } from "#scripts/free-port.ts";
import type { PostgresReady } from "#scripts/postgres.ts";
import { firstMessage, spawnTethered } from "#scripts/spawn-tethered.ts";
import { stopChild } from "#scripts/stop-child.ts";
import { databaseUrlOn } from "./database-url-on.ts";
import { requireLocalDatabase } from "./require-local-database.ts";

const FOLDER = ".data/test";

declare module "vitest" {
  interface ProvidedContext {
    testServer: { serverUrl: string; template: string };
  }
}

/** Before the database tests: one server, and on it one migrated database that each test file gets a copy of. */
export default async function databaseServer(project: TestProject): Promise<() => Promise<void>> {
  const server = await openServer();
  const template = `weir_template_${process.pid}`;
  try {
    await runOn(server.url, `CREATE DATABASE ${template}`);
    await migrateDatabase(databaseUrlOn(server.url, template));
  } catch (error) {
    await server.close();
    throw error;
  }
  project.provide("testServer", { serverUrl: server.url, template });
  return async () => {
    await runOn(server.url, `DROP DATABASE ${template} WITH (FORCE)`).finally(server.close);
  };
}

async function openServer(): Promise<{ url: string; close: () => Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: requireLocalDatabase(given), close: async () => undefined };
  await mkdir(FOLDER, { recursive: true });
  const name = `postgres-${process.pid}`;
  const logFile = `${FOLDER}/${name}.log`;
  const log = await open(logFile, "w");
  const port = String(await freePort());
  const child = spawnTethered(["scripts/postgres.ts", "--scratch", "--data-dir", `${FOLDER}/${name}`, "--port", port], {
    env: process.env,
    output: log.fd,
  });
  await log.close();
  try {
    const { serverUrl } = await firstMessage<PostgresReady>(child);
    return { url: serverUrl, close: () => stopChild(child).then(() => rm(logFile, { force: true })) };
  } catch (error) {
    await stopChild(child);
    throw new Error(`PostgreSQL for the tests did not start: see ${logFile}`, { cause: error });
  }
}

async function runOn(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
