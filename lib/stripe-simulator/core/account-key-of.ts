import { StripeFailure } from "./stripe-failure.ts";

/** The API key of a request. Refuses, with 401, a request without one and every key that is not for tests. */
export function accountKeyOf(request: Request): string {
  const key = /^Bearer (\S+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  if (key === undefined) throw refusal("You did not provide an API key. Send it as Authorization: Bearer YOUR_KEY.");
  if (/^[sr]k_live_/.test(key)) {
    throw refusal("This is a simulator of Stripe. It refuses live keys: use a key that starts with sk_test_.");
  }
  if (!/^[sr]k_test_./.test(key)) throw refusal("Invalid API Key provided. Use a key that starts with sk_test_.");
  return key;
}

function refusal(message: string): StripeFailure {
  return new StripeFailure(401, { type: "invalid_request_error", message });
}
