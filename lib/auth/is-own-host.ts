import { headers } from "next/headers";
import { consoleEnv } from "#lib/platform/env.ts";

/** Whether this request was sent to the console under its own name. */
export async function isOwnHost(): Promise<boolean> {
  return (await headers()).get("host") === new URL(consoleEnv().APP_URL).host;
}
