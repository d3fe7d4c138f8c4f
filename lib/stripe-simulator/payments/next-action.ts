import type { Account } from "#lib/stripe-simulator/core/account.ts";

type NextAction =
  | { type: "redirect_to_url"; redirect_to_url: { return_url: string | null; url: string | null } }
  | { type: "use_stripe_sdk"; use_stripe_sdk: Record<string, string> };

/** Where the payer proves who they are: a page of the simulator. Intents of both kinds have one. */
export function authenticationUrl(account: Account, intent: string): string {
  return `${account.world.origin}/authenticate/${intent}`;
}

/** The next step of an intent that waits for the payer. */
export function nextActionOf(account: Account, intent: string, returnUrl: string | null): NextAction {
  const url = authenticationUrl(account, intent);
  return returnUrl === null
    ? { type: "use_stripe_sdk", use_stripe_sdk: { type: "three_d_secure_redirect", stripe_js: url } }
    : { type: "redirect_to_url", redirect_to_url: { return_url: returnUrl, url } };
}
