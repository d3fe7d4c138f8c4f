import type { IncomingMessage } from "node:http";
import type { ByteLease } from "./byte-budget.ts";
import { bodyTooLarge, type GatewayError, invalidRequest, serviceUnavailable } from "./gateway-error.ts";

/**
 * Reads a whole body. Its bytes stay taken from the lease until whoever made the lease releases it.
 * @param limitBytes the largest body to take
 * @throws GatewayError 413 above the limit, 503 when the lease is not granted, 400 when the body breaks off
 */
export function readRequestBody(incoming: IncomingMessage, limitBytes: number, lease: ByteLease): Promise<Buffer> {
  const declaredBytes = Number(incoming.headers["content-length"] ?? 0);
  if (declaredBytes > limitBytes) return Promise.reject(bodyTooLarge(limitBytes));
  if (!lease.fits(declaredBytes)) return Promise.reject(bodiesTooMany());
  if (incoming.destroyed && !incoming.readableEnded) return Promise.reject(brokeOff());
  return collect(incoming, limitBytes, lease);
}

/** Reads by events: leaving an async iteration early would destroy the connection that the refusal must go out on. */
function collect(incoming: IncomingMessage, limitBytes: number, lease: ByteLease): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const refuse = (error: GatewayError) => {
      incoming.off("data", onData).resume();
      chunks.length = 0;
      lease.release();
      reject(error);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) refuse(bodyTooLarge(limitBytes));
      else if (!lease.take(chunk.length)) refuse(bodiesTooMany());
      else chunks.push(chunk);
    };
    incoming.on("data", onData);
    incoming.once("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)));
    const onGone = () => {
      if (!incoming.readableEnded) reject(brokeOff());
    };
    incoming.once("error", onGone).once("close", onGone);
  });
}

function brokeOff(): GatewayError {
  return invalidRequest("The request body broke off before its end.");
}

function bodiesTooMany(): GatewayError {
  return serviceUnavailable(
    "gateway_overloaded",
    "The gateway holds as many request bodies as it has room for. Nothing was billed; try again shortly.",
  );
}
