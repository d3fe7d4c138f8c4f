import { createHmac } from "node:crypto";

/** The `Stripe-Signature` header of a webhook body. The secret is used whole, with its `whsec_`. */
export function signatureHeader(body: string, secret: string, atSeconds: number): string {
  const digest = createHmac("sha256", secret).update(`${atSeconds}.${body}`).digest("hex");
  return `t=${atSeconds},v1=${digest}`;
}
