import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findBrowser } from "./find-browser.ts";

const LONGEST_INSTALL_MS = 10 * 60_000;
const PLAYWRIGHT = "node_modules/@playwright/test/cli.js";

if (import.meta.main) {
  try {
    process.stdout.write(`Browser: ${ensureBrowser()}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  }
}

/** Finds a Chromium, or installs one. @throws with what to do when it cannot */
function ensureBrowser(): string {
  const present = findBrowser();
  if (present) return present;
  for (const { label, run } of [
    { label: "Installing Chromium with Playwright", run: installWithPlaywright },
    { label: "Installing Chromium with apt-get", run: installWithApt },
  ]) {
    process.stdout.write(`${label}\n`);
    run();
    const installed = findBrowser();
    if (installed) return installed;
  }
  throw new Error(
    "No Chromium was found, and none could be installed: see above for why. Install one yourself (as root on Debian: " +
      "apt-get install chromium), or set PLAYWRIGHT_CHROMIUM to the path of one.",
  );
}

function installWithPlaywright(): void {
  run(process.execPath, [PLAYWRIGHT, "install", "chromium"]);
}

function installWithApt(): void {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    process.stdout.write("  Skipped: that needs Debian's apt-get, and root.\n");
    return;
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update"], { env });
  run("apt-get", ["install", "-y", "chromium"], { env });
}

function run(command: string, args: readonly string[], options: SpawnSyncOptions = {}): void {
  const { error } = spawnSync(command, args, {
    timeout: LONGEST_INSTALL_MS,
    stdio: ["ignore", "inherit", "inherit"],
    ...options,
  });
  if (error) process.stdout.write(`  ${error.message}\n`);
}
