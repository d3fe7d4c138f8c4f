import Stripe from "stripe";
import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { createSimulator, type Simulator } from "#lib/stripe-simulator/core/simulator.ts";

export type Delivered = { url: string; body: string; signature: string };

export type OpenSimulator = {
  simulator: Simulator;
  /** The real SDK on the account of `sk_test_main`, without retries. */
  stripe: Stripe;
  account: Account;
  /** Every webhook that was posted. */
  delivered: Delivered[];
  /** What the next posts are answered with; 200 when there is nothing left. */
  answers: (number | Error)[];
  clock: { seconds: number };
  /** The types of what happened since the last call. */
  events(): string[];
};

/** A simulator whose clock stands still and whose webhooks are caught. */
export function openSimulator(key = "sk_test_main"): OpenSimulator {
  const clock = { seconds: Date.UTC(2026, 10, 24) / 1000 };
  const delivered: Delivered[] = [];
  const answers: (number | Error)[] = [];
  const simulator = createSimulator({
    clock: { now: () => new Date(clock.seconds * 1000) },
    origin: "http://127.0.0.1:4014",
    deliver: async ({ url, body, headers }) => {
      delivered.push({ url, body, signature: headers["stripe-signature"] ?? "" });
      const answer = answers.shift() ?? 200;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  const account = simulator.accountOf(key);
  let seen = 0;
  return {
    simulator,
    stripe: connect(simulator, key),
    account,
    delivered,
    answers,
    clock,
    events: () => {
      const types = [...account.tables.events.values()].slice(seen).map(({ type }) => type);
      seen = account.tables.events.size;
      return types;
    },
  };
}

/** The real SDK, talking to a simulator without a socket. */
export function connect(simulator: Simulator, key: string): Stripe {
  return new Stripe(key, {
    maxNetworkRetries: 0,
    httpClient: Stripe.createFetchHttpClient(async (url: string | URL | Request, init?: RequestInit) =>
      simulator.handle(new Request(url, init)),
    ),
  });
}

/** Whether an answer was given before. The SDK's `lastResponse` is fetch's own, whatever its type says. */
export function isReplay({ lastResponse }: { lastResponse: { headers: unknown } }): boolean {
  return (lastResponse.headers as Headers).get("idempotent-replayed") === "true";
}
