import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type Stripe from "stripe";

export type Webhooks = AsyncDisposable & {
  readonly url: string;
  /** Types of what arrived, in that order. */
  readonly types: string[];
  readonly events: Stripe.Event[];
};

/** A webhook endpoint that keeps what it is sent. */
export async function collectWebhooks(): Promise<Webhooks> {
  const events: Stripe.Event[] = [];
  const types: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    let body = "";
    for await (const chunk of incoming) body += chunk;
    const event = JSON.parse(body) as Stripe.Event;
    events.push(event);
    types.push(event.type);
    outgoing.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    types,
    events,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
