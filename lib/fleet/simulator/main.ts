import { followClock } from "#lib/platform/follow-clock.ts";
import { onStopSignal } from "#lib/platform/on-stop-signal.ts";
import { startFleetSimulator } from "./start-fleet-simulator.ts";

const DEFAULT_PORT = 4012;

const port = numberFromEnv("FLEET_PORT", DEFAULT_PORT);
try {
  followClock();
  const simulator = await startFleetSimulator({
    port,
    host: "127.0.0.1",
    tokensPerSecond: numberFromEnv("FLEET_TOKENS_PER_SECOND", 0),
    firstTokenMs: numberFromEnv("FLEET_FIRST_TOKEN_MS", 0),
  });
  onStopSignal(() => void simulator.close());
  process.stdout.write(`Simulated fleet ready at ${simulator.url}/v1\n`);
} catch (error) {
  if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
  process.stderr.write(`Port ${port} is taken. Set FLEET_PORT to a free port.\n`);
  process.exitCode = 1;
}

function numberFromEnv(name: string, fallback: number): number {
  const text = process.env[name] ?? "";
  if (text === "") return fallback;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new Error(`${name} must be a whole number, not "${text}".`);
}
