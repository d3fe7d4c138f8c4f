import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { systemClock } from "#lib/platform/clock.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { GatewayError, invalidRequest } from "./gateway-error.ts";
import { refusalResponse } from "./refusal-response.ts";
import { LATE_BODY_MS } from "./serve-exchange.ts";

/**
 * Answers what node:http could not read as a request, and ends the connection.
 * @param latest the answer to the latest request on this connection, if it had one
 * @returns the code of the refusal that was sent; null when nothing could be said
 */
export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  latest: ServerResponse | undefined,
): string | null {
  if (socket.writableEnded) return null;
  if (!socket.writable || error.code === "ECONNRESET" || !isNextInLine(latest)) {
    socket.destroy();
    return null;
  }
  const refusal = refusalOf(error.code);
  socket.end(toHttpText(refusal));
  setTimeout(() => socket.destroy(), LATE_BODY_MS).unref();
  return refusal.details.code;
}

/** Whether what is written to the connection now would be read as the answer to the request that went wrong. */
function isNextInLine(latest: ServerResponse | undefined): boolean {
  if (!latest || latest.writableFinished) return true;
  return latest.socket !== null && !latest.headersSent && !latest.req.complete;
}

function refusalOf(code: string | undefined): GatewayError {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return callerError(
        431,
        "request_headers_too_large",
        "The request's headers are too large. Send fewer or shorter ones, 16 KiB at most in all.",
      );
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return callerError(413, "request_too_large", "The request's chunk extensions are too large. Send none.");
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return callerError(408, "request_timeout", "The request did not arrive whole in time. Send it again.");
    default:
      return invalidRequest(
        "The request is not valid HTTP/1.1. Check its first line, its headers and its body's length.",
      );
  }
}

function callerError(status: number, code: string, message: string): GatewayError {
  return new GatewayError({ status, type: "invalid_request_error", code, message, errorClass: "caller" });
}

function toHttpText(refusal: GatewayError): string {
  const { status, headers, body } = refusalResponse(refusal, newRequestId(systemClock.now()));
  const lines = Object.entries({
    ...headers,
    "content-length": Buffer.byteLength(body as string),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`;
}
