import { systemClock } from "#lib/platform/clock.ts";
import { EnvError, simulatorEnv } from "#lib/platform/env.ts";
import { log } from "#lib/platform/log.ts";
import { onStopSignal } from "#lib/platform/on-stop-signal.ts";
import { createMovableClock } from "./movable-clock.ts";
import { startSimulatorServer } from "./start-simulator-server.ts";

const HOST = "127.0.0.1";

async function main(): Promise<void> {
  const env = simulatorEnv();
  const server = await startSimulatorServer({
    port: env.SIMULATOR_PORT,
    host: HOST,
    clock: createMovableClock(systemClock),
    stateFile: env.SIMULATOR_STATE_FILE ?? null,
    merchantName: env.APP_NAME,
  });
  onStopSignal(async () => {
    await server.close();
    log.info("simulator.stopped");
    process.exit(0);
  });
  log.info("simulator.started", { url: server.url });
}

await main().catch((error: unknown) => {
  if (error instanceof EnvError) process.stderr.write(`${error.message}\n`);
  else if (isTaken(error)) process.stderr.write("The port is taken. Set SIMULATOR_PORT to a free one.\n");
  else throw error;
  process.exitCode = 1;
});

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}
