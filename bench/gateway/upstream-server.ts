import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { chatAnswer, chatAnswerEvents } from "./chat-answer.ts";

const { values } = parseArgs({
  options: {
    model: { type: "string", default: "" },
    delay: { type: "string", default: "0" },
    pieces: { type: "string", default: "10" },
    gap: { type: "string", default: "5" },
  },
});
const delayMs = Number(values.delay);
const gapMs = Number(values.gap);
const answer = Buffer.from(chatAnswer(values.model));
const events = chatAnswerEvents(values.model, Number(values.pieces));

/** Every chat completion that arrived, which must be what the load generator says it completed. */
let requestCount = 0;

/** A model server that does as little as possible: one fixed answer, after a wait when it is told to. */
const server = createServer((request, response) => {
  if (request.method === "GET") {
    response.end(String(requestCount));
    return;
  }
  requestCount += 1;
  const pieces: Buffer[] = [];
  request.on("data", (piece: Buffer) => pieces.push(piece));
  request.once("end", () => afterDelay(() => respond(Buffer.concat(pieces), response)));
});
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1");
await once(server, "listening");
process.send?.({ port: (server.address() as AddressInfo).port });

function afterDelay(work: () => void): void {
  if (delayMs === 0) work();
  else setTimeout(work, delayMs);
}

function respond(body: Buffer, response: ServerResponse<IncomingMessage>): void {
  if (body.includes('"stream":true')) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    sendFrom(0, response);
    return;
  }
  response.writeHead(200, { "content-type": "application/json", "content-length": answer.length });
  response.end(answer);
}

/** One event after the other, with a gap as a model leaves it: a burst would hold up the load generator on this core. */
function sendFrom(index: number, response: ServerResponse<IncomingMessage>): void {
  const event = events[index];
  if (event === undefined) {
    response.end();
    return;
  }
  response.write(event);
  setTimeout(() => sendFrom(index + 1, response), gapMs);
}
