import { clockEnv, consoleEnv } from "#lib/platform/env.ts";

/** The brand that the operator's console shows. */
export function appName(): string {
  return consoleEnv().APP_NAME;
}

/** The address that programs send requests to. */
export function gatewayUrl(): string {
  return consoleEnv().GATEWAY_URL;
}

/** Whether Weir's time can be moved here, for trying out what takes a month. */
export function canMoveTime(): boolean {
  return clockEnv().WEIR_CLOCK_FILE !== undefined;
}

/** Where people write to who want a contract; null where the operator has named nobody. */
export function salesAddress(): string | null {
  return consoleEnv().SALES_EMAIL ?? null;
}
