import { PrismaPg } from "@prisma/adapter-pg";
import { type Prisma, PrismaClient } from "#prisma/generated/client.ts";

/** The database, or a transaction on it. */
export type Db = PrismaClient | Prisma.TransactionClient;
export type Database = PrismaClient;

export function createDb(databaseUrl: string): Database {
  return new PrismaClient({
    adapter: new PrismaPg({ connectionString: databaseUrl, max: 10, application_name: "weir-console" }),
  });
}
