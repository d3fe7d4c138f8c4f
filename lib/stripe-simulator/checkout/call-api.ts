import type { Account, Method } from "#lib/stripe-simulator/core/account.ts";
import { RouteTable } from "#lib/stripe-simulator/core/match-route.ts";

/**
 * Does what a request to the API would do, so that pages change nothing in ways of their own. Gives back the object of
 * the account's tables itself. @throws StripeFailure as the request would be refused
 */
export function callApi<T>(account: Account, method: Method, path: string, params: object = {}): T {
  const match = new RouteTable(account.world.parts.flatMap((part) => part.routes)).match(method, path);
  if (!match) throw new Error(`There is no ${method} ${path}.`);
  return match.route.run({ account, path: match.path, params, url: path }) as T;
}
