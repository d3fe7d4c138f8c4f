import type { Readable } from "node:stream";
import Stripe from "stripe";

/**
 * The SDK's own client, whose attempts end in time as a whole: its timeout alone only counts silence on an open
 * connection, neither the time to connect nor an answer that trickles.
 * @throws the SDK's timeout, in milliseconds, as an error with the code ETIMEDOUT, which it tries again
 */
export function boundedHttpClient(): Stripe.HttpClient {
  const client: Stripe.HttpClient = Stripe.createNodeHttpClient();
  const makeRequest = client.makeRequest.bind(client);
  client.makeRequest = async (...request) => {
    const longestMs = request[7];
    const { promise: isLate, reject } = Promise.withResolvers<never>();
    // Whoever has had the answer waits no longer.
    isLate.catch(() => undefined);
    let body: Readable | undefined;
    const timer = setTimeout(() => {
      body?.destroy(timeoutError(longestMs));
      reject(timeoutError(longestMs));
    }, longestMs);
    try {
      const response = await Promise.race([makeRequest(...request), isLate]);
      body = response.getRawResponse() as Readable;
      const readBody = response.toJSON.bind(response);
      response.toJSON = () => readBody().finally(() => clearTimeout(timer));
      return response;
    } catch (error) {
      clearTimeout(timer);
      throw error;
    }
  };
  return client;
}

function timeoutError(longestMs: number): Error {
  return Object.assign(new TypeError(`Stripe has not answered within ${longestMs} ms`), { code: "ETIMEDOUT" });
}
