import { type GatewayError, invalidRequest } from "#lib/gateway/gateway-error.ts";
import { type ChatContent, contentFromAssistantParts, contentFromParts } from "./content-from-parts.ts";
import { isRecord, readField } from "./read-field.ts";
import { shownName } from "./shown-name.ts";

const SEND_INPUT = "Send input: text, or a list of items with at least one message.";

type ChatToolCall = { id: string; type: "function"; function: { name: string; arguments: string } };
type AssistantMessage = {
  role: "assistant";
  content: ChatContent | null;
  refusal?: string;
  tool_calls?: ChatToolCall[];
};

export type ChatMessage =
  | { role: "system" | "user"; content: ChatContent }
  | AssistantMessage
  | { role: "tool"; tool_call_id: string; content: ChatContent };

type Item = Readonly<Record<string, unknown>>;

/**
 * The messages of a chat that says what `instructions` and `input` say. Reasoning items are left out, since chat has no
 * place for them, and a developer's message becomes a system one, the role that every model knows.
 * @throws GatewayError 400 naming the item that is wrong
 */
export function messagesFromInput(body: Readonly<Record<string, unknown>>): ChatMessage[] {
  const instructions = readField(body, "instructions", "text");
  const conversation = conversationOf(body.input);
  return instructions ? [{ role: "system", content: instructions }, ...conversation] : conversation;
}

function conversationOf(input: unknown): ChatMessage[] {
  if (typeof input === "string" && input !== "") return [{ role: "user", content: input }];
  if (!Array.isArray(input)) throw invalidRequest(SEND_INPUT, "input");
  const messages: ChatMessage[] = [];
  const callIds = new Set<string>();
  for (const [index, item] of input.entries()) {
    const path = `input[${index}]`;
    if (!isRecord(item)) throw invalidRequest(`${path} must be an object.`, path);
    addItem(messages, callIds, item, path);
  }
  if (messages.length === 0) throw invalidRequest(SEND_INPUT, "input");
  return messages;
}

function addItem(messages: ChatMessage[], callIds: Set<string>, item: Item, path: string): void {
  const type = item.type ?? "message";
  if (type === "message") addMessage(messages, item, path);
  else if (type === "function_call") addFunctionCall(messages, callIds, item, path);
  else if (type === "function_call_output") addFunctionCallOutput(messages, callIds, item, path);
  else if (type !== "reasoning") throw wrongType(type, path);
}

function wrongType(type: unknown, path: string): GatewayError {
  if (type === "item_reference") {
    return invalidRequest("No items are stored here, so none can be referred to. Send the item itself.", path);
  }
  return invalidRequest(
    `Items are of type message, function_call, function_call_output or reasoning, not "${shownName(type)}".`,
    `${path}.type`,
  );
}

function addMessage(messages: ChatMessage[], item: Item, path: string): void {
  const { role, content } = item;
  const contentPath = `${path}.content`;
  if (role === "assistant") addAssistantMessage(messages, content, contentPath);
  else if (role === "user") messages.push({ role, content: contentFromParts(content, contentPath) });
  else if (role === "system" || role === "developer") {
    messages.push({ role: "system", content: contentFromParts(content, contentPath) });
  } else {
    const hint = role === "tool" ? " Send what a tool answered as a function_call_output item." : "";
    throw invalidRequest(`A message's role is user, assistant, system or developer.${hint}`, `${path}.role`);
  }
}

function addAssistantMessage(messages: ChatMessage[], value: unknown, path: string): void {
  const { content, refusal } = contentFromAssistantParts(value, path);
  const said = refusal === null ? { content } : { content, refusal };
  const last = messages.at(-1);
  if (last?.role === "assistant" && last.content === null && last.refusal === undefined) Object.assign(last, said);
  else messages.push({ role: "assistant", ...said });
}

/** What the assistant said and called in one turn is one message in chat. */
function addFunctionCall(messages: ChatMessage[], callIds: Set<string>, item: Item, path: string): void {
  const call: ChatToolCall = {
    id: requireText(item, "call_id", path),
    type: "function",
    function: { name: requireText(item, "name", path), arguments: requireText(item, "arguments", path) },
  };
  callIds.add(call.id);
  const last = messages.at(-1);
  if (last?.role === "assistant") {
    last.tool_calls ??= [];
    last.tool_calls.push(call);
  } else messages.push({ role: "assistant", content: null, tool_calls: [call] });
}

function addFunctionCallOutput(messages: ChatMessage[], callIds: ReadonlySet<string>, item: Item, path: string): void {
  const callId = requireText(item, "call_id", path);
  if (!callIds.has(callId)) {
    throw invalidRequest(
      `${path} answers the call "${shownName(callId)}", which is not in input before it. No response is stored here, so send the function_call item too.`,
      `${path}.call_id`,
    );
  }
  messages.push({ role: "tool", tool_call_id: callId, content: contentFromParts(item.output, `${path}.output`) });
}

function requireText(item: Item, field: string, path: string): string {
  const fieldPath = `${path}.${field}`;
  const text = readField(item, field, "text", fieldPath);
  if (text === undefined || (text === "" && field !== "arguments")) {
    throw invalidRequest(`${fieldPath} is missing.`, fieldPath);
  }
  return text;
}
