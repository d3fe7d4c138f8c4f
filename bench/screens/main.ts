import { readFileSync } from "node:fs";
import { type Browser, chromium } from "@playwright/test";
import { signInBySession } from "#e2e/fixtures/sign-in-by-session.ts";
import { createPool } from "#lib/platform/postgres.ts";
import { findBrowser } from "#scripts/find-browser.ts";
import { demoFilePath } from "#scripts/stack/demo-file.ts";

/**
 * When the largest thing of Settings > Usage is painted, over the same of a plain page, and how much moves meanwhile:
 * in one browser against a running demo (its folder in `DATA_DIR`), in interleaved rounds, each with an empty cache.
 */
const ROUNDS = 9;
const PLAIN = "/meridian/settings/api-keys";
const USAGE = "/meridian/settings/usage";
const SETTLED_MS = 1_500;

const demo = JSON.parse(readFileSync(demoFilePath(process.env.DATA_DIR ?? ".data"), "utf8"));
const database = createPool(demo.databaseUrl, { max: 1, applicationName: "weir-bench" });
const browser = await chromium.launch({ executablePath: findBrowser() ?? undefined, args: ["--no-sandbox"] });
const ratios: number[] = [];
const shifts: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const plain = await visit(browser, PLAIN);
  const usage = await visit(browser, USAGE);
  ratios.push(usage.lcpMs / plain.lcpMs);
  shifts.push(usage.shift);
}
ratios.sort((one, other) => one - other);
const at = (place: number) => (ratios.at(place) ?? Number.NaN).toFixed(2);
process.stdout.write(
  `Usage's largest paint over a plain page's  ${at(ROUNDS >> 1)} (${at(0)} to ${at(-1)}), goal <= 1.3\n` +
    `Layout shift of Usage, at most            ${Math.max(...shifts).toFixed(4)}, goal < 0.02\n`,
);
await browser.close();
await database.end();

async function visit(from: Browser, path: string): Promise<{ lcpMs: number; shift: number }> {
  const context = await from.newContext({ timezoneId: "UTC" });
  await signInBySession(context, { demo, database, email: "grace@meridian.example" });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const seen = { lcpMs: 0, shift: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const { startTime } of list.getEntries()) seen.lcpMs = startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(demo.consoleUrl + path);
  await page.waitForTimeout(SETTLED_MS);
  const seen = await page.evaluate(() => (window as unknown as { seen: { lcpMs: number; shift: number } }).seen);
  await context.close();
  return seen;
}
