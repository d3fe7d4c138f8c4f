import { upstreamFailed } from "#lib/gateway/gateway-error.ts";
import { endItems } from "./end-items.ts";
import { type OutputItem, outputItems } from "./output-item.ts";
import { isRecord } from "./read-field.ts";
import { type ResponseObject, responseObject } from "./response-object.ts";
import { type ChatUsage, responseUsage } from "./response-usage.ts";
import type { ResponsesEcho } from "./responses-echo.ts";

/**
 * The response that says what an unstreamed chat answer says, with the usage given, in tokens. To be called before the
 * request is settled. @throws GatewayError 502 when the answer has no message
 */
export function responseFromChat(
  answer: { readonly choices?: unknown },
  echo: ResponsesEcho,
  usage: ChatUsage,
): ResponseObject {
  const choice: unknown = Array.isArray(answer.choices) ? answer.choices[0] : null;
  if (!isRecord(choice) || !isRecord(choice.message)) {
    throw upstreamFailed("The model server sent an answer that cannot be read. The request was not billed; try again.");
  }
  const output = outputOf(choice.message, echo.requestId);
  return responseObject(echo, { ...endItems(output, choice.finish_reason), usage: responseUsage(usage) });
}

function outputOf(message: Readonly<Record<string, unknown>>, requestId: string): OutputItem[] {
  const make = outputItems(requestId);
  const reasoning = message.reasoning_content ?? message.reasoning;
  const output: OutputItem[] = [];
  if (isText(reasoning)) output.push({ ...make.reasoning(), content: [{ type: "reasoning_text", text: reasoning }] });
  const said = make.message();
  if (isText(message.content)) said.content.push({ type: "output_text", text: message.content, annotations: [] });
  if (isText(message.refusal)) said.content.push({ type: "refusal", refusal: message.refusal });
  if (said.content.length > 0) output.push(said);
  const calls: unknown[] = Array.isArray(message.tool_calls) ? message.tool_calls : [];
  for (const [place, call] of calls.filter(isRecord).entries()) {
    const called = isRecord(call.function) ? call.function : {};
    const name = isText(called.name) ? called.name : "";
    const item = make.functionCall(place, { id: call.id, name });
    output.push({ ...item, arguments: isText(called.arguments) ? called.arguments : "" });
  }
  return output;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
