import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { postWebhook } from "#lib/mail/webhook/post-webhook.ts";

export type ReceivedCall = { body: string; headers: IncomingHttpHeaders };

export type WebhookReceiver = AsyncDisposable & {
  readonly url: string;
  readonly calls: ReceivedCall[];
  /** What the next calls are answered with. */
  answer: { status: number; headers?: Record<string, string> } | "nothing";
};

/** A receiver of webhooks on this machine, without TLS. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const calls: ReceivedCall[] = [];
  const server = createServer(async (incoming, outgoing) => {
    let body = "";
    for await (const part of incoming) body += part;
    calls.push({ body, headers: incoming.headers });
    if (receiver.answer === "nothing") return;
    outgoing.writeHead(receiver.answer.status, receiver.answer.headers);
    outgoing.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    calls,
    answer: { status: 204 },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/** Posts to this machine, as nothing in the house can. */
export const postToThisMachine: typeof postWebhook = (call) =>
  postWebhook(call, { protocols: ["http:"], isAddressAllowed: (address) => address === "127.0.0.1" });

/** Whether a call is signed with a secret, as a receiver checks it. */
export function isSignedWith(secret: string, { body, headers }: ReceivedCall): boolean {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const content = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const expected = `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
  return String(headers["webhook-signature"]).split(" ").includes(expected);
}
