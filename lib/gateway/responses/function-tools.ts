import { invalidRequest } from "#lib/gateway/gateway-error.ts";
import { isRecord, readField } from "./read-field.ts";
import { shownName } from "./shown-name.ts";

const TOOL_FIELDS = new Set(["type", "name", "description", "parameters", "strict"]);

/** A tool that the caller's own code runs, in the flat shape of the Responses API. */
export type FunctionTool = {
  readonly type: "function";
  readonly name: string;
  readonly description?: string;
  readonly parameters: { [key: string]: unknown } | null;
  readonly strict: boolean | null;
};

export type ToolChoice = "auto" | "none" | "required" | { readonly type: "function"; readonly name: string };

export type FunctionTools = { readonly tools: readonly FunctionTool[]; readonly choice: ToolChoice };

/** The tools of a Responses body, and which may be called. @throws GatewayError 400 naming what is wrong */
export function functionTools(body: Readonly<Record<string, unknown>>): FunctionTools {
  const tools = (readField(body, "tools", "list") ?? []).map((tool, index) => readTool(tool, `tools[${index}]`));
  return { tools, choice: readChoice(body.tool_choice, tools) };
}

function readTool(tool: unknown, path: string): FunctionTool {
  if (!isRecord(tool)) throw invalidRequest(`${path} must be an object.`, path);
  if (tool.type !== "function") {
    throw invalidRequest(
      `The tool type "${shownName(tool.type)}" is not available: no tools are hosted here. Send tools of type function, which your own code runs.`,
      `${path}.type`,
    );
  }
  if (isRecord(tool.function)) {
    throw invalidRequest(
      `${path} has the shape of chat. Here name, description, parameters and strict stand beside type.`,
      path,
    );
  }
  const unknown = Object.keys(tool).find((field) => !TOOL_FIELDS.has(field) && Boolean(tool[field]));
  if (unknown !== undefined) {
    const shown = shownName(unknown);
    throw invalidRequest(`"${shown}" is not supported in a tool. Leave it out.`, `${path}.${shown}`);
  }
  const name = readField(tool, "name", "text", `${path}.name`);
  if (!name) throw invalidRequest(`${path}.name is missing.`, `${path}.name`);
  const description = readField(tool, "description", "text", `${path}.description`);
  return {
    type: "function",
    name,
    ...(description === undefined ? {} : { description }),
    parameters: readField(tool, "parameters", "object", `${path}.parameters`) ?? null,
    strict: readField(tool, "strict", "boolean", `${path}.strict`) ?? null,
  };
}

function readChoice(choice: unknown, tools: readonly FunctionTool[]): ToolChoice {
  if (choice === undefined || choice === null) return "auto";
  if (choice === "auto" || choice === "none") return choice;
  if (choice === "required") {
    if (tools.length > 0) return choice;
    throw invalidRequest("tool_choice requires a tool, and tools has none.", "tool_choice");
  }
  const name = isRecord(choice) && choice.type === "function" ? choice.name : undefined;
  if (typeof name !== "string") {
    throw invalidRequest(
      'tool_choice is auto, none, required or { "type": "function", "name": "the name of a tool" }.',
      "tool_choice",
    );
  }
  if (tools.some((tool) => tool.name === name)) return { type: "function", name };
  throw invalidRequest(`tool_choice names "${shownName(name)}", which is not in tools.`, "tool_choice");
}
