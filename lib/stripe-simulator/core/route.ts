import type { Call, Method, Route, Wire } from "./account.ts";

/** One endpoint, with the SDK's type of its parameters: `route<Stripe.RefundCreateParams>("POST", "/v1/refunds", …)`. */
export function route<Params>(method: Method, path: string, run: (call: Call<Wire<Params>>) => unknown): Route {
  return { method, path, run };
}
