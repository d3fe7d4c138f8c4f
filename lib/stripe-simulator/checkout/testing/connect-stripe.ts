import Stripe from "stripe";

/** The real SDK, pointed at a simulator. */
export function connectStripe({ url, apiKey }: { url: string; apiKey: string }): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(apiKey, {
    host: hostname,
    port: Number(port),
    protocol: "http",
    telemetry: false,
    maxNetworkRetries: 0,
  });
}
