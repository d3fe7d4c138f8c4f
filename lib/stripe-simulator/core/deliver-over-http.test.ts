import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { expect, test } from "vitest";
import { deliverOverHttp } from "./deliver-over-http.ts";
import { createSimulator } from "./simulator.ts";
import { connect } from "./testing/open-simulator.ts";

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

test("webhooks are posted over HTTP with a signature that the SDK takes", async () => {
  const received: { text: string; signature: string }[] = [];
  const server = createServer(async (request, response) => {
    received.push({ text: await textOf(request), signature: String(request.headers["stripe-signature"]) });
    response.writeHead(204).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
    const simulator = createSimulator({ clock: { now: () => new Date(0) }, origin: "http://127.0.0.1" });
    const stripe = connect(simulator, "sk_test_main");
    const { secret } = await stripe.webhookEndpoints.create({ url, enabled_events: ["*"] });
    await stripe.customers.create({ name: "Zoë" });
    await simulator.deliveries.idle();
    expect(simulator.deliveries.attempts).toMatchObject([{ type: "customer.created", status: 204 }]);
    const [{ text, signature } = { text: "", signature: "" }] = received;
    expect(Stripe.webhooks.constructEvent(text, signature, secret ?? "").data.object).toMatchObject({ name: "Zoë" });
  } finally {
    server.close();
  }
});

test.each(["https://example.com/hook", "http://10.0.0.1/hook", "http://127.0.0.1.example.com/hook"])(
  "nothing is posted to %s",
  async (url) => {
    await expect(deliverOverHttp({ url, body: "{}", headers: {} })).rejects.toThrow("to this machine only");
  },
);
