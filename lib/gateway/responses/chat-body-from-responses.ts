import { invalidRequest } from "#lib/gateway/gateway-error.ts";
import { type FunctionTool, type FunctionTools, functionTools } from "./function-tools.ts";
import { messagesFromInput } from "./messages-from-input.ts";
import { readField } from "./read-field.ts";
import { refuseUnsupported } from "./refuse-unsupported.ts";
import { shownName } from "./shown-name.ts";
import { type TextFormat, textFormat } from "./text-format.ts";

const MAX_TOKENS = 1_000_000;

type Body = Readonly<Record<string, unknown>>;

/** Fields that mean the same in chat, under the same name. */
const SAME_IN_CHAT = [
  ["stream", "boolean"],
  ["temperature", "number"],
  ["top_p", "number"],
  ["seed", "number"],
  ["frequency_penalty", "number"],
  ["presence_penalty", "number"],
  ["user", "text"],
  ["prompt_cache_key", "text"],
  ["safety_identifier", "text"],
] as const;

/**
 * The Chat Completions body that asks for what a Responses body asks for. `metadata` is checked and stays behind.
 * @throws GatewayError 400 naming the field that is wrong, or that an adapter without state cannot serve
 */
export function chatBodyFromResponses(body: Body): Record<string, unknown> {
  const model = readField(body, "model", "text");
  if (!model) throw invalidRequest("Name the model to use.", "model");
  refuseUnsupported(body);
  checkMetadata(body);
  const format = textFormat(body);
  const translated = {
    model,
    messages: messagesFromInput(body),
    ...Object.fromEntries(SAME_IN_CHAT.map(([field, kind]) => [field, readField(body, field, kind)])),
    stop: readStop(body),
    max_completion_tokens: readMaxTokens(body),
    ...chatTools(functionTools(body), readField(body, "parallel_tool_calls", "boolean")),
    response_format: format ? chatFormat(format) : undefined,
    verbosity: readOption(body, "text", "verbosity", ["format"]),
    reasoning_effort: readOption(body, "reasoning", "effort", []),
  };
  return Object.fromEntries(Object.entries(translated).filter(([, value]) => value !== undefined));
}

/** Chat refuses a choice among no tools, so that without tools nothing is said about them. */
function chatTools({ tools, choice }: FunctionTools, isParallel: boolean | undefined): Record<string, unknown> {
  if (tools.length === 0) return {};
  return {
    tools: tools.map(chatTool),
    tool_choice: typeof choice === "string" ? choice : { type: "function", function: { name: choice.name } },
    parallel_tool_calls: isParallel,
  };
}

function chatTool({ name, description, parameters, strict }: FunctionTool): Record<string, unknown> {
  return {
    type: "function",
    function: {
      name,
      ...(description === undefined ? {} : { description }),
      ...(parameters === null ? {} : { parameters }),
      ...(strict === null ? {} : { strict }),
    },
  };
}

function chatFormat(format: TextFormat): Record<string, unknown> {
  if (format.type !== "json_schema") return format;
  const { type, ...schema } = format;
  return { type, json_schema: schema };
}

function readMaxTokens(body: Body): number | undefined {
  const value = readField(body, "max_output_tokens", "number");
  if (value === undefined || (Number.isSafeInteger(value) && value >= 1 && value <= MAX_TOKENS)) return value;
  throw invalidRequest(`max_output_tokens is a whole number from 1 to ${MAX_TOKENS}.`, "max_output_tokens");
}

function readStop({ stop }: Body): unknown {
  if (stop === undefined || stop === null) return undefined;
  if (typeof stop === "string" || (Array.isArray(stop) && stop.every((text) => typeof text === "string"))) return stop;
  throw invalidRequest("stop must be text or a list of texts.", "stop");
}

/** The one option read of an object of options; those read elsewhere are passed over, and others are refused. */
function readOption(body: Body, field: string, option: string, readElsewhere: readonly string[]): string | undefined {
  const options = readField(body, field, "object") ?? {};
  const unknown = Object.keys(options).find(
    (key) => key !== option && !readElsewhere.includes(key) && options[key] !== null && options[key] !== undefined,
  );
  if (unknown !== undefined) {
    const path = `${field}.${shownName(unknown)}`;
    throw invalidRequest(`${path} is not supported. Leave it out.`, path);
  }
  return readField(options, option, "text", `${field}.${option}`);
}

function checkMetadata(body: Body): void {
  const metadata = readField(body, "metadata", "object") ?? {};
  if (Object.values(metadata).every((value) => typeof value === "string")) return;
  throw invalidRequest("metadata is an object whose values are text.", "metadata");
}
