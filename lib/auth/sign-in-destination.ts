import { consoleEnv } from "#lib/platform/env.ts";
import { ownUrl } from "./own-url.ts";

/** Where the sign-in page sends who is signed in already: where they wanted to go, if that is an address of ours. */
export function signInDestination(callbackUrl: string): string {
  return ownUrl(callbackUrl, consoleEnv().APP_URL);
}
