import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A model server that answers what a test tells it to, where the simulated fleet would not. */
export type ScriptedUpstream = {
  /** The base for a deployment's `upstreamUrl`. */
  readonly url: string;
  /** The bodies received until now, the latest last. */
  readonly bodies: readonly Readonly<Record<string, unknown>>[];
  /** How requests are answered from now on. */
  answerWith(answer: (response: ServerResponse) => void | Promise<void>): void;
  close(): Promise<void>;
};

export async function startScriptedUpstream(): Promise<ScriptedUpstream> {
  const bodies: Readonly<Record<string, unknown>>[] = [];
  let answer: (response: ServerResponse) => void | Promise<void> = (response) => void response.destroy();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    bodies.push(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    await answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    bodies,
    answerWith: (next) => {
      answer = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers in one piece. */
export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

export function startEvents(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
}

export function sendEvent(response: ServerResponse, chunk: unknown): void {
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}

/** Ends a stream as a model server does: the usage, then the word that there is no more. */
export function endEvents(response: ServerResponse, usage: unknown): void {
  sendEvent(response, { choices: [], usage });
  response.end("data: [DONE]\n\n");
}
