import pg from "pg";
import { expect, test } from "vitest";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

const database = setUpTestDatabase();

test.each(["", "weir"])("nobody enters the embedded database with the password %j", async (password) => {
  const url = new URL(database.url);
  expect(url.password).not.toBe("");
  url.password = password;
  const client = new pg.Client({ connectionString: url.href });
  try {
    await expect(client.connect()).rejects.toThrow(/password/);
  } finally {
    await client.end();
  }
});
