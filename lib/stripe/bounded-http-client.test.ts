import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { expect, test } from "vitest";
import { boundedHttpClient } from "./bounded-http-client.ts";

async function startServer(answer: (outgoing: ServerResponse, count: number) => void) {
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    count += 1;
    answer(outgoing, count);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    client: new Stripe("sk_test_1", {
      host: "127.0.0.1",
      port,
      protocol: "http",
      timeout: 400,
      maxNetworkRetries: 1,
      telemetry: false,
      httpClient: boundedHttpClient(),
    }),
    requests: () => count,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

test("an answer that trickles ends in time, although the connection is never silent", { timeout: 10_000 }, async () => {
  await using slow = await startServer((outgoing) => {
    outgoing.writeHead(200, { "content-type": "application/json" });
    const trickle = setInterval(() => outgoing.write(" "), 50);
    outgoing.on("close", () => clearInterval(trickle));
  });
  await expect(slow.client.customers.retrieve("cus_1")).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
});

test("what is not answered is tried once more, and not again", { timeout: 10_000 }, async () => {
  await using mute = await startServer(() => undefined);
  await expect(mute.client.customers.retrieve("cus_1")).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
  expect(mute.requests()).toBe(2);
});

test("the second attempt's answer counts", { timeout: 10_000 }, async () => {
  await using flaky = await startServer((outgoing, count) => {
    if (count > 1) outgoing.writeHead(200, { "content-type": "application/json" }).end('{"id":"cus_1"}');
  });
  expect((await flaky.client.customers.retrieve("cus_1")).id).toBe("cus_1");
});
