import { expect, test } from "vitest";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { keepConnection } from "./kept-connection.ts";

const database = setUpTestDatabase();
const BACKEND = { text: "SELECT pg_backend_pid() AS pid" };

test("calls share one connection, a refused statement keeps it, and one that breaks is replaced", async () => {
  const kept = keepConnection(database.pool);
  const backend = async () => (await kept.query<{ pid: number }>(BACKEND)).rows[0]?.pid;
  const first = await backend();
  expect(await backend()).toBe(first);
  await expect(kept.query({ text: "SELECT 1 / 0" })).rejects.toMatchObject({ code: "22012" });
  expect(await backend()).toBe(first);

  const broken = kept.query({ text: "SELECT pg_sleep(60)" });
  const isBroken = expect(broken).rejects.toThrow();
  await database.pool.query("SELECT pg_terminate_backend($1)", [first]);
  await isBroken;
  const second = await backend();
  expect(second).not.toBe(first);
  kept.release();
});
