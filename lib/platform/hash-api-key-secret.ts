import { createHash } from "node:crypto";

/** What is stored of an API key's secret and looked up for each request: its SHA-256 as hexadecimal digits. */
export function hashApiKeySecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
