import { systemClock } from "#lib/platform/clock.ts";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { seedBilling } from "#prisma/seed/seed-billing.ts";
import type { Progress } from "./progress.ts";
import { DEMO_SELLER } from "./stack-environment.ts";
import type { StackPorts } from "./stack-ports.ts";
import type { Supervisor } from "./supervisor.ts";
import { untilHealthy } from "./until-healthy.ts";

const LONGEST_START_MS = 90_000;
const NEXT = "node_modules/next/dist/bin/next";

export type PartsOptions = {
  ports: StackPorts;
  databaseUrl: string;
  env: NodeJS.ProcessEnv;
  mode: "production" | "development";
  hasStripeKey: boolean;
};

/**
 * Starts everything but the database. What starts last is stopped first: the console, so that nobody changes anything any
 * more, then the gateway, which finishes what is under way, and only then the fleet that serves it, and the jobs.
 */
export async function startParts(supervisor: Supervisor, progress: Progress, options: PartsOptions): Promise<void> {
  const { ports, env, mode, hasStripeKey } = options;
  const startPart = (name: string, label: string, command: readonly string[], healthUrl: string) =>
    progress.step(`Starting ${label}`, () =>
      supervisor.start({ name, command, env, echo: echoOf(name) }, (_child, signal) =>
        untilHealthy(healthUrl, LONGEST_START_MS, signal),
      ),
    );
  const echoOf = (name: string) =>
    mode === "development" ? (line: string) => progress.say(`[${name}] ${line}`) : undefined;
  const watched = (entry: string) => (mode === "development" ? ["scripts/watched.ts", entry] : [entry]);
  const next = [NEXT, mode === "development" ? "dev" : "start", "--hostname", "127.0.0.1", "--port"];

  const at = (port: number, path: string) => `http://127.0.0.1:${port}${path}`;
  const { fleet, gateway, simulator, console, jobs } = ports;
  if (!hasStripeKey) {
    const entry = watched("lib/stripe-simulator/server/main.ts");
    await startPart("simulator", simulator.part, entry, at(simulator.port, "/_control/health"));
    // The seed issues invoices in this process.
    for (const name of Object.keys(DEMO_SELLER)) process.env[name] ??= env[name];
    await progress.step("Having the demo's workspaces pay for their plans", () =>
      seedBilling({
        databaseUrl: options.databaseUrl,
        stripe: connectSimulator(at(simulator.port, "")),
        now: systemClock.now(),
      }),
    );
  }
  await startPart("jobs", jobs.part, watched("lib/jobs/main.ts"), at(jobs.port, "/healthz"));
  await startPart("fleet", fleet.part, watched("lib/fleet/simulator/main.ts"), at(fleet.port, "/healthz"));
  await startPart("gateway", gateway.part, watched("lib/gateway/main.ts"), at(gateway.port, "/readyz"));
  await startPart("console", console.part, [...next, String(console.port)], at(console.port, "/api/health"));
}
