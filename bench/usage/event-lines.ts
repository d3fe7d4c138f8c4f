import { createRandom } from "#prisma/seed/random.ts";

/** As COPY wants them, in the order of the lines below. */
export const EVENT_COLUMNS = `workspace_id, request_id, occurred_at, settled_at, route, model_id, api_key_id, member_id, deployment_id,
  price_version_id, outcome, error_class, http_status, is_streamed, input_tokens, cached_input_tokens, output_tokens, total_tokens,
  input_nanos, cached_input_nanos, output_nanos, amount_nanos, latency_ms, first_byte_ms, included_nanos, credit_entry_id`;

const MODELS = [
  "qwen3.8-27b",
  "glm-5.3-flash",
  "gpt-oss-120b",
  "deepseek-v4-pro",
  "llama-3.3-70b",
  "qwen3.8-2.4t-a95b",
];
const KEYS = 8;
const NULL = String.raw`\N`;

export type EventSpan = { workspaceId: string; start: Date; end: Date; events: number };

/**
 * Made-up events of a span in order of time, as text for COPY: six models with a deployment each, eight keys of four
 * members, a fiftieth of them failed, cut or left, latencies from a fraction of a second to half a minute.
 */
export function* eventLines({ workspaceId, start, end, events }: EventSpan): Generator<string> {
  const random = createRandom(`${workspaceId}/${start.toISOString()}`);
  const stepMs = (end.getTime() - start.getTime()) / events;
  for (let index = 0; index < events; index += 1) {
    const atMs = Math.floor(start.getTime() + (index + random.next()) * stepMs);
    yield eventLine(workspaceId, Math.min(atMs, end.getTime() - 1), Math.floor(random.next() * 2 ** 32), random.next());
  }
}

/** The digits of one random number decide everything about an event: drawing for each would take longer than COPY. */
function eventLine(workspaceId: string, atMs: number, bits: number, chance: number): string {
  const at = new Date(atMs).toISOString();
  const model = MODELS[skewed(bits & 0xff, MODELS.length)];
  const key = skewed((bits >>> 8) & 0xff, KEYS);
  const ending = endingOf(chance);
  const isPaid = ending.outcome !== "failed";
  const input = isPaid ? 100 + ((bits >>> 4) & 0xfff) : 0;
  const cached = isPaid && (bits & 1) === 1 ? 256 : 0;
  const output = isPaid ? 20 + ((bits >>> 12) & 0x3ff) : 0;
  const nanos = [input * 100, cached * 10, output * 400] as const;
  const amount = nanos[0] + nanos[1] + nanos[2];
  const latency = Math.round(120 * 1.06 ** ((bits >>> 16) & 0x5f));
  return `${[
    workspaceId,
    requestIdAt(atMs, bits, chance),
    at,
    at,
    "chat.completions",
    model,
    `key_${key}`,
    `user_${key >> 1}`,
    `dep_${model}`,
    isPaid ? `${model}/flex/bench` : NULL,
    ending.outcome,
    ending.errorClass,
    ending.status,
    (bits & 2) === 2 ? "t" : "f",
    input,
    cached,
    output,
    input + cached + output,
    ...nanos,
    amount,
    latency,
    isPaid ? 100 : NULL,
    0,
    amount > 0 ? "bench" : NULL,
  ].join("\t")}\n`;
}

function endingOf(chance: number): { outcome: string; errorClass: string; status: number } {
  if (chance < 0.98) return { outcome: "succeeded", errorClass: NULL, status: 200 };
  if (chance < 0.985) return { outcome: "client_closed", errorClass: NULL, status: 200 };
  if (chance < 0.986) return { outcome: "interrupted", errorClass: "server", status: 200 };
  if (chance < 0.993) return { outcome: "failed", errorClass: "caller", status: 400 };
  if (chance < 0.997) return { outcome: "failed", errorClass: "rate_limited", status: 429 };
  return { outcome: "failed", errorClass: "server", status: 502 };
}

/** The first of several are the likelier, like models and keys are. */
function skewed(byte: number, count: number): number {
  return Math.floor((byte / 256) ** 1.6 * count);
}

/** A UUID of version 7, as the gateway mints them. */
function requestIdAt(atMs: number, bits: number, chance: number): string {
  const time = atMs.toString(16).padStart(12, "0");
  const low = Math.floor(chance * 2 ** 48)
    .toString(16)
    .padStart(12, "0");
  const high = bits.toString(16).padStart(8, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${high.slice(0, 3)}-8${high.slice(3, 6)}-${low}`;
}
