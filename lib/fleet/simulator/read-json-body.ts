import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";

const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Reads to the end even when too large: answering early would reset the connection under a caller that still sends. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (size > MAX_BODY_BYTES) throw new Refusal(413, "The request is larger than 10 MB.", null, "request_too_large");
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new Refusal(400, "The body is not valid JSON.");
  }
}
