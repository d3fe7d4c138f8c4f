import { describe, expect, test } from "vitest";
import { requireLocalDatabase } from "./require-local-database.ts";

describe("requireLocalDatabase", () => {
  test.each([
    "postgresql://weir@127.0.0.1:4013/weir",
    "postgres://localhost/weir",
    "postgresql://weir@[::1]:5432/weir",
  ])("lets %s through unchanged", (url) => expect(requireLocalDatabase(url)).toBe(url));

  test.each([
    "postgresql://weir@db.example.com/weir",
    "postgresql://weir@10.0.0.5:5432/weir",
    "postgresql://localhost@db.example.com/weir",
    "postgresql://weir@127.0.0.1.example.com/weir",
    "postgresql:///weir?host=db.example.com",
    "postgresql://localhost/weir?host=db.example.com",
  ])("refuses %s", (url) => expect(() => requireLocalDatabase(url)).toThrow(/only touch a database on this machine/));
});
