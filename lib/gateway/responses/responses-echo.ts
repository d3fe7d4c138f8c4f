import { type FunctionTool, functionTools, type ToolChoice } from "./function-tools.ts";
import { readField } from "./read-field.ts";
import { type TextFormat, textFormat } from "./text-format.ts";

/** What every response repeats of its request, under the names of the wire. */
export type EchoedFields = {
  readonly model: string;
  readonly instructions: string | null;
  readonly max_output_tokens: number | null;
  readonly metadata: { [key: string]: string };
  readonly parallel_tool_calls: boolean;
  readonly prompt_cache_key: string | null;
  readonly reasoning: { readonly effort: Effort | null; readonly summary: null };
  readonly safety_identifier: string | null;
  readonly temperature: number | null;
  readonly text: { readonly format: TextFormat; readonly verbosity?: Verbosity };
  readonly tool_choice: ToolChoice;
  readonly tools: FunctionTool[];
  readonly top_p: number | null;
  readonly user?: string;
};

type Effort = "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max";
type Verbosity = "low" | "medium" | "high";

export type ResponsesEcho = {
  readonly requestId: string;
  readonly createdAtSeconds: number;
  readonly fields: EchoedFields;
};

/** The echo of a body that `chatBodyFromResponses` has accepted, in a request that began at `startedAt`. */
export function responsesEcho(
  body: Readonly<Record<string, unknown>>,
  request: { readonly requestId: string; readonly startedAt: Date },
): ResponsesEcho {
  return {
    requestId: request.requestId,
    createdAtSeconds: Math.floor(request.startedAt.getTime() / 1000),
    fields: echoedFields(body),
  };
}

function echoedFields(body: Readonly<Record<string, unknown>>): EchoedFields {
  const { tools, choice } = functionTools(body);
  const user = readField(body, "user", "text");
  const verbosity = readField(readField(body, "text", "object") ?? {}, "verbosity", "text");
  const effort = readField(readField(body, "reasoning", "object") ?? {}, "effort", "text");
  return {
    model: readField(body, "model", "text") ?? "",
    instructions: readField(body, "instructions", "text") ?? null,
    max_output_tokens: readField(body, "max_output_tokens", "number") ?? null,
    metadata: { ...(readField(body, "metadata", "object") as { [key: string]: string } | undefined) },
    parallel_tool_calls: readField(body, "parallel_tool_calls", "boolean") ?? true,
    prompt_cache_key: readField(body, "prompt_cache_key", "text") ?? null,
    reasoning: { effort: (effort as Effort | undefined) ?? null, summary: null },
    safety_identifier: readField(body, "safety_identifier", "text") ?? null,
    temperature: readField(body, "temperature", "number") ?? null,
    text: {
      format: textFormat(body) ?? { type: "text" },
      ...(verbosity === undefined ? {} : { verbosity: verbosity as Verbosity }),
    },
    tool_choice: choice,
    tools: [...tools],
    top_p: readField(body, "top_p", "number") ?? null,
    ...(user === undefined ? {} : { user }),
  };
}
