import type { UpstreamAnswer } from "./metered-request.ts";

/** Reads an upstream's whole answer; null when it is not a JSON object. */
export function readAnswer(bytes: Uint8Array): UpstreamAnswer | null {
  try {
    const answer: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
    if (typeof answer === "object" && answer !== null) return answer;
  } catch {}
  return null;
}
