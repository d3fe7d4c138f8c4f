import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const LONGEST_ANSWER_MS = 30_000;

/** A Chromium on this machine that really starts, or null. @throws when PLAYWRIGHT_CHROMIUM names something else */
export function findBrowser(): string | null {
  const named = process.env.PLAYWRIGHT_CHROMIUM;
  if (named) {
    if (canStart(named)) return named;
    throw new Error(`PLAYWRIGHT_CHROMIUM names ${named}, which is not a browser that starts. Correct it or unset it.`);
  }
  const candidates = ["/usr/bin/chromium", "/usr/bin/google-chrome", chromium.executablePath()];
  return candidates.find(canStart) ?? null;
}

/** A downloaded browser may lack the system's libraries: only one that answers counts. */
function canStart(path: string): boolean {
  if (!existsSync(path)) return false;
  return spawnSync(path, ["--version", "--no-sandbox"], { timeout: LONGEST_ANSWER_MS, stdio: "ignore" }).status === 0;
}
