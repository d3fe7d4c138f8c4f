import { join } from "node:path";
import { parseArgs } from "node:util";
import { runSpendLimitDrill } from "#lib/commands/run-spend-limit-drill.ts";
import { createDb, type Database } from "#lib/data/client.ts";
import { listPriceVersions } from "#lib/data/price-versions.ts";
import { fromExactDollars } from "#lib/domain/money.ts";
import { findPriceVersion } from "#lib/domain/usage/price-version.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { onStopSignal } from "#lib/platform/on-stop-signal.ts";
import { checkThenRecord } from "#scripts/drill/check-then-record.ts";
import { createDrillWorkspace } from "#scripts/drill/create-drill-workspace.ts";
import { drillText } from "#scripts/drill/drill-text.ts";
import { type DrillStack, openDrillStack } from "#scripts/drill/open-drill-stack.ts";
import { createProgress, type Progress } from "#scripts/stack/progress.ts";
import { createSupervisor, type Supervisor } from "#scripts/stack/supervisor.ts";

const MODEL = "qwen3.8-27b";
const DEFAULTS = { limit: "0.01", requests: "300" } as const;
const USAGE = `Usage: npm run drill -- [--limit 0.01] [--requests 300]

Fires parallel requests at a scratch spend limit through two gateway processes, and the same at a limit that is only
checked. Everything is started for it beside DATA_DIR (.data) and thrown away afterwards. The exit code is 0 only where
the limit held and the other did not.

  --limit 0.01     dollars, up to 10. Below a cent, what a single request may cost at most is a visible part of it
  --requests 300   1 to 500, all at once. They should cost more than the limit: one is about $0.00008

Example: npm run drill -- --limit 0.02 --requests 500`;

type DrillOptions = { limit: string; requestCount: number; folder: string };

/** Puts a spend limit to the test on a scratch stack. The exit code is 0 only where it held and its control did not. */
async function main(): Promise<number> {
  const options = readOptions();
  if (options === null) return 0;
  if (typeof options === "string") {
    process.stderr.write(`${options}\n\n${USAGE}\n`);
    return 1;
  }
  const folder = join(process.env.DATA_DIR || ".data", "drill");
  const progress = createProgress(process.stdout);
  const supervisor = createSupervisor(join(folder, "logs"));
  const stopRequested = new Promise<null>((resolve) => onStopSignal(() => resolve(null)));
  try {
    const isProved = await Promise.race([
      drill({ ...options, folder }, supervisor, progress),
      supervisor.failure,
      stopRequested,
    ]);
    return isProved ? 0 : 1;
  } catch (error) {
    progress.abandonStep();
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return 1;
  } finally {
    await supervisor.stop();
  }
}

/** @returns null where only help was asked for, and what is wrong as text */
function readOptions(): Omit<DrillOptions, "folder"> | string | null {
  const text = { type: "string" } as const;
  try {
    const { values } = parseArgs({ options: { limit: text, requests: text, help: { type: "boolean" } } });
    const { limit, requests, help } = { ...DEFAULTS, ...values };
    if (!help) return { limit, requestCount: Number(requests) };
    process.stdout.write(`${USAGE}\n`);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** @returns whether the drill proved that the limit holds */
async function drill(options: DrillOptions, supervisor: Supervisor, progress: Progress): Promise<boolean> {
  const stack = await progress.step("Starting a scratch database, a simulated fleet and two gateways", () =>
    openDrillStack(supervisor, options.folder),
  );
  const db = createDb(stack.databaseUrl);
  try {
    const ctx = await createDrillWorkspace(db, MODEL, systemClock.now());
    const { gatewayUrls } = stack;
    const report = await progress.step(
      `Firing ${options.requestCount} parallel requests at a limit of $${options.limit}`,
      () => runSpendLimitDrill(ctx, { gatewayUrls, modelId: MODEL, ...options }),
    );
    const control = await progress.step("The same without holds: check, then record", () =>
      runControl(db, stack, { ...options, limit: report.limit }),
    );
    progress.say(drillText(report, control));
    return report.isHeld && report.isConclusive && control.isOvershot;
  } finally {
    await db.$disconnect();
  }
}

async function runControl(db: Database, stack: DrillStack, { limit, requestCount }: DrillOptions) {
  const wanted = { modelId: MODEL, mode: "flex", at: systemClock.now() } as const;
  const price = findPriceVersion(await listPriceVersions(db), wanted);
  if (!price) throw new Error(`${MODEL} has no price.`);
  const { databaseUrl, fleetUrl } = stack;
  const limitNanos = fromExactDollars(limit);
  return checkThenRecord({ databaseUrl, fleetUrl, modelId: MODEL, rates: price.rates, limitNanos, requestCount });
}

process.exit(await main());
