import { join } from "node:path";
import type { Secrets } from "./secrets.ts";
import type { StackPorts } from "./stack-ports.ts";

export type StackUrls = {
  consoleUrl: string;
  gatewayUrl: string;
  fleetUrl: string;
  mailboxUrl: string;
  simulatorUrl: string;
};

/** Where the simulated payments are kept in a data folder. */
export const simulatorStatePath = (dataPath: string): string => join(dataPath, "stripe-simulator.json");

/** Where a data folder says how far Weir's time is ahead of the real time. */
export const clockPath = (dataPath: string): string => join(dataPath, "clock.json");

/** Who the demo's invoices come from, unless the reader's own environment says it. */
export const DEMO_SELLER = {
  SELLER_NAME: "Weir Cloud, Inc.",
  SELLER_ADDRESS: "548 Market Street, Suite 62411; San Francisco, CA 94104; United States",
  SELLER_TAX_ID: "84-2917730",
  SELLER_EMAIL: "billing@weir.example",
};

/** Where the parts answer. The console is at localhost, because that is where browsers keep its cookies. */
export function stackUrls(ports: StackPorts): StackUrls {
  const consoleUrl = `http://localhost:${ports.console.port}`;
  return {
    consoleUrl,
    mailboxUrl: `${consoleUrl}/local/mailbox`,
    gatewayUrl: `http://127.0.0.1:${ports.gateway.port}/v1`,
    fleetUrl: `http://127.0.0.1:${ports.fleet.port}/v1`,
    simulatorUrl: `http://127.0.0.1:${ports.simulator.port}`,
  };
}

/** The settings that every part of one stack runs with, over what the reader's own environment says. */
export function stackEnvironment(options: {
  base: NodeJS.ProcessEnv;
  ports: StackPorts;
  databaseUrl: string;
  dataPath: string;
  secrets: Secrets;
  hasStripeKey: boolean;
  mode: "production" | "development";
}): NodeJS.ProcessEnv {
  const urls = stackUrls(options.ports);
  return {
    ...DEMO_SELLER,
    ...options.base,
    ...options.secrets,
    NODE_ENV: options.mode,
    NEXT_TELEMETRY_DISABLED: "1",
    WEIR_EMBEDDED: "1",
    DATABASE_URL: options.databaseUrl,
    APP_URL: urls.consoleUrl,
    GATEWAY_URL: urls.gatewayUrl,
    FLEET_URL: urls.fleetUrl,
    PORT: String(options.ports.console.port),
    GATEWAY_PORT: String(options.ports.gateway.port),
    // Below the time after which the supervisor loses patience and kills.
    GATEWAY_DRAIN_SECONDS: "3",
    GATEWAY_HOST: "127.0.0.1",
    FLEET_PORT: String(options.ports.fleet.port),
    SIMULATOR_PORT: String(options.ports.simulator.port),
    SIMULATOR_STATE_FILE: simulatorStatePath(options.dataPath),
    JOBS_PORT: String(options.ports.jobs.port),
    // Stripe's own time cannot be moved, so Weir's is not either where Stripe is real.
    ...(options.hasStripeKey
      ? { STRIPE_SIM_URL: "", WEIR_CLOCK_FILE: "" }
      : { STRIPE_SIM_URL: urls.simulatorUrl, WEIR_CLOCK_FILE: clockPath(options.dataPath) }),
  };
}
