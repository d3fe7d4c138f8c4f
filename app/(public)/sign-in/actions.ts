"use server";

import { requestSignInLink } from "#lib/auth/request-sign-in-link.ts";

/** `callbackUrl` is bound by the page but travels through the browser, so it is checked like the rest. */
export async function requestSignInLinkAction(callbackUrl: string, input: { email: string }) {
  return requestSignInLink({ ...input, callbackUrl });
}
