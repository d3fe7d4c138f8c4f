import { configDefaults, defineConfig } from "vitest/config";

const DATABASE_TESTS = "**/*.db.test.ts";
const NOT_OURS = [...configDefaults.exclude, "**/.data/**", "**/.next/**"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{lib,components,scripts,prisma,bench}/**/*.test.{ts,tsx}"],
          exclude: [...NOT_OURS, DATABASE_TESTS],
        },
      },
      {
        test: {
          name: "db",
          include: [DATABASE_TESTS],
          exclude: NOT_OURS,
          globalSetup: "prisma/testing/database-server.ts",
          // next-auth imports next/server without its extension, which only a bundler resolves.
          server: { deps: { inline: ["next-auth"] } },
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
    ],
  },
});
