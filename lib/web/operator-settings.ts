import { consoleEnv } from "#lib/platform/env.ts";

/** The brand that the operator's console shows. */
export function appName(): string {
  return consoleEnv().APP_NAME;
}

/** The address that programs send requests to. */
export function gatewayUrl(): string {
  return consoleEnv().GATEWAY_URL;
}
