import { invalidRequest } from "#lib/gateway/gateway-error.ts";
import { isRecord, readField } from "./read-field.ts";
import { shownName } from "./shown-name.ts";

type ChatContentPart = { type: "text"; text: string };
export type ChatContent = string | ChatContentPart[];

type MessageContent = { readonly content: ChatContent | null; readonly refusal: string | null };

/** The content of a message or of a tool's output, as chat has it. @throws GatewayError 400 naming the part */
export function contentFromParts(value: unknown, path: string): ChatContent {
  const { content, refusal } = readContent(value, path);
  if (content === null || refusal !== null) throw invalidRequest("Only the assistant's messages have refusals.", path);
  return content;
}

/** The same for what the assistant said: one text, because it came as one, and any refusal beside it. */
export function contentFromAssistantParts(value: unknown, path: string): MessageContent {
  const { content, refusal } = readContent(value, path);
  if (content === null || typeof content === "string") return { content, refusal };
  return { content: content.map(({ text }) => text).join(""), refusal };
}

function readContent(value: unknown, path: string): MessageContent {
  if (typeof value === "string") return { content: value, refusal: null };
  if (!Array.isArray(value) || value.length === 0) {
    throw invalidRequest(`${path} must be text, or a list with at least one part.`, path);
  }
  const parts: ChatContentPart[] = [];
  const refusals: string[] = [];
  for (const [index, part] of value.entries()) {
    const partPath = `${path}[${index}]`;
    if (!isRecord(part)) throw invalidRequest(`${partPath} must be an object with a type.`, partPath);
    if (part.type === "refusal") refusals.push(requireText(part, "refusal", partPath));
    else parts.push(readPart(part, partPath));
  }
  const [first] = parts;
  return {
    content: first && parts.length === 1 ? first.text : first ? parts : null,
    refusal: refusals.length > 0 ? refusals.join("") : null,
  };
}

function readPart(part: Readonly<Record<string, unknown>>, path: string): ChatContentPart {
  if (part.type === "input_text" || part.type === "output_text") {
    return { type: "text", text: requireText(part, "text", path) };
  }
  throw invalidRequest(
    `Input is text only here: parts are of type input_text, output_text or refusal, not "${shownName(part.type)}".`,
    `${path}.type`,
  );
}

function requireText(part: Readonly<Record<string, unknown>>, field: string, path: string): string {
  const text = readField(part, field, "text", `${path}.${field}`);
  if (text === undefined) throw invalidRequest(`${path}.${field} is missing.`, `${path}.${field}`);
  return text;
}
