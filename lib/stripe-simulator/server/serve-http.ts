import type { IncomingMessage, ServerResponse } from "node:http";

const LARGEST_BODY_BYTES = 1_048_576;
const LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"];

export type Handler = (request: Request) => Promise<Response>;

/** Answers one exchange of node:http with a handler of the fetch kind. */
export async function serveHttp(handle: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    const response = await answer(handle, incoming);
    outgoing.writeHead(response.status, [...response.headers].flat());
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  } catch (error) {
    outgoing.destroy(error instanceof Error ? error : undefined);
  }
}

async function answer(handle: Handler, incoming: IncomingMessage): Promise<Response> {
  const { host = "127.0.0.1" } = incoming.headers;
  const url = URL.parse(`http://${host}${incoming.url ?? "/"}`);
  // Other sites' pages reach a server on this machine by giving it a name of theirs.
  if (!url || !LOOPBACK_NAMES.includes(url.hostname)) return refusal(403, "This server answers on this machine only.");
  const body = await readBody(incoming);
  if (body === null) return refusal(413, `A body may have ${LARGEST_BODY_BYTES} bytes at most.`);
  const method = incoming.method ?? "GET";
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, String(value));
  }
  return handle(new Request(url, { method, headers, ...(body.length > 0 && method !== "GET" ? { body } : {}) }));
}

async function readBody(incoming: IncomingMessage): Promise<Buffer<ArrayBuffer> | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= LARGEST_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > LARGEST_BODY_BYTES ? null : Buffer.concat(chunks);
}

function refusal(status: number, message: string): Response {
  return Response.json({ error: { type: "invalid_request_error", message } }, { status });
}
