import type { Secrets } from "./secrets.ts";
import type { StackPorts } from "./stack-ports.ts";

export type StackUrls = { consoleUrl: string; gatewayUrl: string; fleetUrl: string; mailboxUrl: string };

/** Where the parts answer. The console is at localhost, because that is where browsers keep its cookies. */
export function stackUrls(ports: StackPorts): StackUrls {
  const consoleUrl = `http://localhost:${ports.console.port}`;
  return {
    consoleUrl,
    mailboxUrl: `${consoleUrl}/local/mailbox`,
    gatewayUrl: `http://127.0.0.1:${ports.gateway.port}/v1`,
    fleetUrl: `http://127.0.0.1:${ports.fleet.port}/v1`,
  };
}

/** The settings that every part of one stack runs with, over what the reader's own environment says. */
export function stackEnvironment(options: {
  base: NodeJS.ProcessEnv;
  ports: StackPorts;
  databaseUrl: string;
  secrets: Secrets;
  mode: "production" | "development";
}): NodeJS.ProcessEnv {
  const urls = stackUrls(options.ports);
  return {
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
  };
}
