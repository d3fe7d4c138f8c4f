import { createHmac, randomBytes } from "node:crypto";

const PREFIX = "whsec_";
const SECRET_BYTES = 32;
const SECOND_MS = 1_000;

/** A secret in the form of Standard Webhooks: "whsec_" and the bytes in base64. */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString("base64");
}

export type SignedWebhook = { readonly id: string; readonly at: Date; readonly body: string };

/**
 * The headers by which a receiver knows who sent a call, and that it is no repetition of an old one. As Standard Webhooks
 * says (https://www.standardwebhooks.com): HMAC-SHA256 of "id.seconds.body", one signature for each secret that is valid.
 */
export function webhookHeaders({ id, at, body }: SignedWebhook, secrets: readonly string[]): Record<string, string> {
  const seconds = String(Math.floor(at.getTime() / SECOND_MS));
  const sign = (secret: string) =>
    createHmac("sha256", Buffer.from(secret.slice(PREFIX.length), "base64"))
      .update(`${id}.${seconds}.${body}`)
      .digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": seconds,
    "webhook-signature": secrets.map((secret) => `v1,${sign(secret)}`).join(" "),
  };
}
