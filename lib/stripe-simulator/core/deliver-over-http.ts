import type { Deliver } from "./webhook-queue.ts";

const TIMEOUT_MS = 10_000;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Posts a webhook. Only to this machine: simulated payments are nobody else's business. */
export const deliverOverHttp: Deliver = async ({ url, body, headers }) => {
  if (!LOOPBACK.has(new URL(url).hostname)) {
    throw new Error("The simulator posts webhooks to this machine only.");
  }
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { method: "POST", body, headers, signal, redirect: "manual" });
  await response.arrayBuffer();
  return response.status;
};
