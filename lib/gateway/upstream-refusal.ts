import type { UpstreamReply } from "#lib/fleet/upstream-exchange.ts";
import { type GatewayError, invalidRequest, serviceUnavailable, upstreamFailed } from "./gateway-error.ts";
import { asObject } from "./read-json-object.ts";

const MAX_REFUSAL_BYTES = 65_536;
const MAX_MESSAGE_LENGTH = 500;

/** What the caller is told when the model server answers with an error: its own words only about the caller's input. */
export async function refusedByUpstream(reply: UpstreamReply): Promise<GatewayError> {
  const bytes = await reply.body.readAll(MAX_REFUSAL_BYTES).catch(() => new Uint8Array());
  if (reply.status === 400 || reply.status === 422) {
    const { message, param } = readError(bytes);
    return invalidRequest(message ?? "The model server refused this request as invalid.", param);
  }
  if (reply.status === 413) return invalidRequest("The request is too long for this model.");
  if (reply.status === 429) {
    return serviceUnavailable(
      "deployment_busy",
      "The deployment is at capacity. The request was not billed; try again shortly.",
    );
  }
  return upstreamFailed();
}

/** OpenAI's shape, or the flat one that vLLM had before it. */
function readError(bytes: Uint8Array): { message: string | undefined; param: string | undefined } {
  try {
    const body: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    const error = asObject(asObject(body)?.error) ?? asObject(body);
    return { message: shortText(error?.message), param: shortText(error?.param) };
  } catch {
    return { message: undefined, param: undefined };
  }
}

function shortText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, MAX_MESSAGE_LENGTH) : undefined;
}
