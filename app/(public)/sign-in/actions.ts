"use server";

import { redirect } from "next/navigation";
import { requestSignInLink } from "#lib/auth/request-sign-in-link.ts";
import { signOut } from "#lib/auth/sign-out.ts";

/** `callbackUrl` is bound by the page but travels through the browser, so it is checked like the rest. */
export async function requestSignInLinkAction(callbackUrl: string, input: { email: string }) {
  return requestSignInLink({ ...input, callbackUrl });
}

export async function signOutAction(): Promise<void> {
  await signOut();
  redirect("/sign-in");
}
