import { PrismaPg } from "@prisma/adapter-pg";
import { type Prisma, PrismaClient } from "#prisma/generated/client.ts";

const LONGEST_PAUSE_MS = 5_000;

/** The database, or a transaction on it. */
export type Db = PrismaClient | Prisma.TransactionClient;
export type Database = PrismaClient;

export function createDb(databaseUrl: string): Database {
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: databaseUrl,
      max: 10,
      application_name: "weir-console",
      // A transaction that stops half-way may hold the lock of a workspace's money, for which requests wait.
      idle_in_transaction_session_timeout: LONGEST_PAUSE_MS,
    }),
  });
}
