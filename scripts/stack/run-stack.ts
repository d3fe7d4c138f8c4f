import { rmSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "#lib/platform/clock.ts";
import { followClockFile } from "#lib/platform/clock-file.ts";
import { onStopSignal } from "#lib/platform/on-stop-signal.ts";
import { migrateDatabase } from "#prisma/migrate.ts";
import { seedDemo } from "#prisma/seed/main.ts";
import { claimDataFolder } from "./claim-data-folder.ts";
import { type Demo, removeDemoFile, writeDemoFile } from "./demo-file.ts";
import { firstServedModel } from "./first-served-model.ts";
import { openDatabase } from "./open-database.ts";
import { createProgress, type Progress } from "./progress.ts";
import { loadSecrets, type Secrets } from "./secrets.ts";
import { clockPath, simulatorStatePath, stackEnvironment, stackUrls } from "./stack-environment.ts";
import { requireFreePorts } from "./stack-ports.ts";
import { readStackSettings, type StackSettings } from "./stack-settings.ts";
import { startParts } from "./start-parts.ts";
import { createSupervisor, type Supervisor } from "./supervisor.ts";
import { welcomeText } from "./welcome-text.ts";

export type StackMode = "production" | "development";

/** Runs the whole of Weir on this machine until it is asked to stop, and then ends this process. */
export async function runStack(mode: StackMode, command: string): Promise<void> {
  const progress = createProgress(process.stdout);
  const stopRequested = new Promise<void>((resolve) => onStopSignal(() => resolve()));
  let supervisor: Supervisor | null = null;
  let failure: unknown = null;
  try {
    const settings = readStackSettings(process.env, process.argv.slice(2));
    await requireFreePorts(portsInUse(settings), command);
    const release = await claimDataFolder(settings.dataPath, settings.dataDir);
    process.once("exit", release);
    removeDemoFile(settings.dataPath);
    process.once("exit", () => removeDemoFile(settings.dataPath));
    supervisor = createSupervisor(join(settings.dataDir, "logs"));
    await Promise.race([serve(mode, settings, supervisor, progress), supervisor.failure, stopRequested]);
  } catch (error) {
    failure = error;
  }
  if (supervisor?.hasStarted()) {
    progress.abandonStep();
    await progress.step("Stopping", supervisor.stop);
  }
  if (failure) process.stderr.write(`${failure instanceof Error ? failure.message : failure}\n`);
  process.exit(failure ? 1 : 0);
}

function portsInUse({ ports, givenDatabaseUrl, hasStripeKey }: StackSettings) {
  const { postgres, simulator, ...others } = ports;
  return Object.values({
    ...others,
    ...(givenDatabaseUrl ? {} : { postgres }),
    ...(hasStripeKey ? {} : { simulator }),
  });
}

/** Never resolves: from its end on, the parts do the work. */
async function serve(mode: StackMode, settings: StackSettings, supervisor: Supervisor, progress: Progress) {
  const { dataPath, ports, hasStripeKey } = settings;
  const secrets = await loadSecrets(dataPath);
  if (settings.isFresh) for (const path of [clockPath, simulatorStatePath]) rmSync(path(dataPath), { force: true });
  if (!hasStripeKey) followClockFile(clockPath(dataPath));
  const databaseUrl = await openDatabase(supervisor, progress, settings);
  const workspaces = await fillDatabase(databaseUrl, secrets, settings, progress);

  const env = stackEnvironment({ base: process.env, ports, databaseUrl, dataPath, secrets, hasStripeKey, mode });
  if (mode === "production") {
    const build = { name: "build", command: ["scripts/build.ts"], env };
    await progress.step("Building the console", () => supervisor.run(build));
  }
  await startParts(supervisor, progress, { ports, databaseUrl, env, mode, hasStripeKey });

  const { consoleUrl, gatewayUrl, mailboxUrl, simulatorUrl } = stackUrls(ports);
  const stripeUrl = hasStripeKey ? null : simulatorUrl;
  const demo: Demo = { consoleUrl, gatewayUrl, mailboxUrl, stripeUrl, databaseUrl, workspaces };
  const team = workspaces.find(({ plan }) => plan === "team");
  const modelId = await firstServedModel(gatewayUrl, team?.apiKey ?? null);
  await writeDemoFile(dataPath, demo);
  progress.say(welcomeText(demo, modelId, settings.dataDir));
  return new Promise<never>(() => undefined);
}

async function fillDatabase(databaseUrl: string, secrets: Secrets, settings: StackSettings, progress: Progress) {
  await progress.step("Migrating the database", () => migrateDatabase(databaseUrl));
  return progress.step("Seeding workspaces and 90 days of traffic", (note) =>
    seedDemo({
      databaseUrl,
      now: systemClock.now(),
      secret: secrets.AUTH_SECRET,
      events: settings.seedEvents,
      onProgress: note,
    }),
  );
}
