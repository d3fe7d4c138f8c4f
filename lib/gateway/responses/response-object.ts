import type { OutputItem } from "./output-item.ts";
import type { ResponseUsage } from "./response-usage.ts";
import type { EchoedFields, ResponsesEcho } from "./responses-echo.ts";

type IncompleteReason = "max_output_tokens" | "content_filter";

export type ResponseState = {
  readonly status: "in_progress" | "completed" | "incomplete" | "failed";
  readonly output: OutputItem[];
  readonly incompleteReason?: IncompleteReason;
  readonly error?: { readonly code: "server_error"; readonly message: string };
  readonly usage?: ResponseUsage;
};

/** OpenAI's `Response`, of which nothing is stored. */
export type ResponseObject = EchoedFields & {
  readonly id: string;
  readonly object: "response";
  readonly created_at: number;
  readonly status: ResponseState["status"];
  readonly output: OutputItem[];
  readonly output_text: string;
  readonly error: { readonly code: "server_error"; readonly message: string } | null;
  readonly incomplete_details: { readonly reason: IncompleteReason } | null;
  readonly usage?: ResponseUsage;
  readonly access_programs: null;
  readonly background: false;
  readonly conversation: null;
  readonly previous_response_id: null;
  readonly service_tier: "default";
  readonly store: false;
  readonly top_logprobs: 0;
  readonly truncation: "disabled";
};

/** The response object in a state. `usage` is absent until it is known. */
export function responseObject(echo: ResponsesEcho, state: ResponseState): ResponseObject {
  return {
    id: `resp_${echo.requestId.replaceAll("-", "")}`,
    object: "response",
    created_at: echo.createdAtSeconds,
    status: state.status,
    error: state.error ?? null,
    incomplete_details: state.incompleteReason ? { reason: state.incompleteReason } : null,
    output: state.output,
    output_text: outputText(state.output),
    ...echo.fields,
    access_programs: null,
    background: false,
    conversation: null,
    previous_response_id: null,
    service_tier: "default",
    store: false,
    top_logprobs: 0,
    truncation: "disabled",
    ...(state.usage ? { usage: state.usage } : {}),
  };
}

function outputText(output: readonly OutputItem[]): string {
  const parts = output.flatMap((item) => (item.type === "message" ? item.content : []));
  return parts.map((part) => (part.type === "output_text" ? part.text : "")).join("");
}
