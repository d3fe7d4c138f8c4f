import { createHash } from "node:crypto";
import Stripe from "stripe";
import { type PaymentsEnv, paymentsEnv } from "#lib/platform/env.ts";
import { boundedHttpClient } from "./bounded-http-client.ts";

const SIMULATOR_KEY = "sk_test_simulator";
/** A call is tried twice, so that with the pause between it is over, one way or another, within 25 seconds. */
const CALLS = { timeout: 12_000, maxNetworkRetries: 1 } as const;

/** How Weir reaches Stripe, or the stand-in for it. Only files of this folder look inside. */
export type StripeConnection = {
  readonly client: Stripe;
  readonly isSimulated: boolean;
  /** Whether real money moves. */
  readonly isLive: boolean;
  readonly mode: "simulated" | "test" | "live";
  /** Tells one account's ids from another's in what is stored, without storing its key. */
  readonly fingerprint: string;
};

/** The connection that the settings lead to: Stripe with a key, the stand-in where its address is given, otherwise null. */
export function connectStripe(env: Pick<PaymentsEnv, "STRIPE_SECRET_KEY" | "STRIPE_SIM_URL">): StripeConnection | null {
  const { STRIPE_SECRET_KEY: key, STRIPE_SIM_URL: simulatorUrl } = env;
  if (key) {
    const isLive = /^(sk|rk)_live_/.test(key);
    return {
      client: new Stripe(key, { ...CALLS, httpClient: boundedHttpClient() }),
      isSimulated: false,
      isLive,
      mode: isLive ? "live" : "test",
      fingerprint: fingerprintOf(key),
    };
  }
  return simulatorUrl ? connectSimulator(simulatorUrl) : null;
}

/** The stand-in at an address, with one of its accounts. */
export function connectSimulator(url: string, apiKey: string = SIMULATOR_KEY): StripeConnection {
  const { hostname, port } = new URL(url);
  const client = new Stripe(apiKey, {
    host: hostname,
    port: Number(port),
    protocol: "http",
    telemetry: false,
    ...CALLS,
    httpClient: boundedHttpClient(),
  });
  return {
    client,
    isSimulated: true,
    isLive: false,
    mode: "simulated",
    fingerprint: fingerprintOf(`${url} ${apiKey}`),
  };
}

let connected: { readonly connection: StripeConnection | null } | undefined;

/** The connection of this process, made at first use. */
export function stripeConnection(): StripeConnection | null {
  connected ??= { connection: connectStripe(paymentsEnv()) };
  return connected.connection;
}

function fingerprintOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
