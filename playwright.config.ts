import { defineConfig, devices } from "@playwright/test";
import { findBrowser } from "#scripts/find-browser.ts";

const isCi = Boolean(process.env.CI);

const chromium = {
  ...devices["Desktop Chrome"],
  launchOptions: {
    executablePath: findBrowser() ?? undefined,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  },
};

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  globalSetup: "./e2e/fixtures/start-demo.ts",
  forbidOnly: isCi,
  retries: 0,
  ...(isCi ? { workers: 1 } : {}),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "chromium", testIgnore: "**/time/**", use: chromium },
    // What moves the demo's time comes last: the others count on the present month.
    { name: "time", testMatch: "**/time/**", dependencies: ["chromium"], use: chromium },
  ],
});
