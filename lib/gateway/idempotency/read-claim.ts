import { createHash } from "node:crypto";
import { invalidRequest } from "#lib/gateway/gateway-error.ts";
import type { GatewayRequest } from "#lib/gateway/gateway-http.ts";

/** What an Idempotency-Key asks for, as SHA-256 in hexadecimal digits: to be answered once for this route and body. */
export type Claim = { readonly keyHash: string; readonly bodyHash: string };

const PRINTABLE = /^[\t\x20-\x7e]{1,255}$/;

/**
 * The claim of a request that has an Idempotency-Key, byte for byte; null without one.
 * @throws GatewayError 400 for a key that is blank, too long or not ASCII
 */
export function readClaim(request: GatewayRequest, route: string, body: Uint8Array): Claim | null {
  const key = request.header("idempotency-key");
  if (key === undefined) return null;
  if (!PRINTABLE.test(key) || key.trim() === "") {
    throw invalidRequest(
      "Idempotency-Key is 1 to 255 ASCII characters that are not all blank. Send a new UUID for each request, or leave the header out.",
    );
  }
  return {
    keyHash: createHash("sha256").update(key).digest("hex"),
    bodyHash: createHash("sha256").update(`${route}\n`).update(body).digest("hex"),
  };
}
