import { endItems } from "./end-items.ts";
import {
  type FunctionCallItem,
  type MessageItem,
  type OutputItem,
  type OutputText,
  outputItems,
  type ReasoningItem,
  type ReasoningText,
  type Refusal,
} from "./output-item.ts";
import { isRecord } from "./read-field.ts";
import { type ResponseState, responseObject } from "./response-object.ts";
import { type ChatUsage, responseUsage } from "./response-usage.ts";
import type { ResponsesEcho } from "./responses-echo.ts";

type ChatChunk = { readonly choices?: unknown };
type Part = OutputText | Refusal | ReasoningText;

/** A call that has begun. Its item waits for the name, without which it cannot be announced. */
type OpenCall = { id: unknown; heldArguments: string; item: FunctionCallItem | null };

/** As much of a failure as the caller may read; a GatewayError's details are one. */
export type StreamFailure = { readonly code: string; readonly message: string; readonly type: string };

const PART_EVENTS = {
  output_text: "response.output_text",
  refusal: "response.refusal",
  reasoning_text: "response.reasoning_text",
} as const;

/**
 * Writes a chat stream as the server-sent events of a response. Each method returns what is to be sent at once; nothing
 * that can be sent is held back. Items end only in `finish`, since chat does not say when one is whole, and a caller must
 * not act on a call of an answer that then fails. Call `open` first, and `finish` or `fail` last.
 */
export class ResponseEventWriter {
  readonly #echo: ResponsesEcho;
  readonly #make: ReturnType<typeof outputItems>;
  readonly #output: OutputItem[] = [];
  readonly #calls = new Map<number, OpenCall>();
  #message: MessageItem | null = null;
  #reasoning: ReasoningItem | null = null;
  #finishReason: unknown = null;
  #sequenceNumber = 0;

  constructor(echo: ResponsesEcho) {
    this.#echo = echo;
    this.#make = outputItems(echo.requestId);
  }

  open(): string {
    const response = responseObject(this.#echo, { status: "in_progress", output: [] });
    return this.#event("response.created", { response }) + this.#event("response.in_progress", { response });
  }

  /** What one chunk adds; empty when that is nothing. */
  write(chunk: ChatChunk): string {
    const choices: unknown[] = Array.isArray(chunk.choices) ? chunk.choices : [];
    const choice = choices.filter(isRecord).find(({ index }) => index === 0 || index === undefined);
    if (!choice) return "";
    this.#finishReason = choice.finish_reason ?? this.#finishReason;
    return isRecord(choice.delta) ? this.#writeDelta(choice.delta) : "";
  }

  /** The end of an answer that is settled, with the usage billed, in tokens. */
  finish(usage: ChatUsage): string {
    const lateCalls = [...this.#calls.values()].map((call) => (call.item ? "" : this.#openCall(call, ""))).join("");
    const state = endItems(this.#output, this.#finishReason);
    const ended = this.#output.map((item, outputIndex) => this.#endItem(item, outputIndex)).join("");
    return lateCalls + ended + this.#last({ ...state, usage: responseUsage(usage) });
  }

  /**
   * The end of an answer that failed and is not billed. `response.failed` comes before `error`, because OpenAI's client
   * reads no further than `error`. That event is in the published shape and, beside it, in the nested one, from which the
   * client takes the type.
   */
  fail({ code, message, type }: StreamFailure): string {
    for (const item of this.#output) item.status = "incomplete";
    const failed = this.#last({ status: "failed", output: this.#output, error: { code: "server_error", message } });
    const param = null;
    return failed + this.#event("error", { code, message, param, error: { message, type, param, code } });
  }

  #writeDelta(delta: Readonly<Record<string, unknown>>): string {
    const toolCalls: unknown[] = Array.isArray(delta.tool_calls) ? delta.tool_calls : [];
    return [
      this.#writePart("reasoning_text", delta.reasoning_content ?? delta.reasoning),
      this.#writePart("output_text", delta.content),
      this.#writePart("refusal", delta.refusal),
      ...toolCalls.filter(isRecord).map((call, place) => this.#writeCall(call, place)),
    ].join("");
  }

  #writePart(kind: Part["type"], delta: unknown): string {
    if (typeof delta !== "string" || delta === "") return "";
    const [item, opening] = this.#itemFor(kind);
    const content: Part[] = item.content;
    let contentIndex = content.findIndex((part) => part.type === kind);
    const place = { item_id: item.id, output_index: this.#output.indexOf(item) };
    let added = "";
    if (contentIndex < 0) {
      contentIndex = content.push(emptyPart(kind)) - 1;
      added = this.#event("response.content_part.added", {
        ...place,
        content_index: contentIndex,
        part: content[contentIndex],
      });
    }
    const part = content[contentIndex];
    if (part?.type === "refusal") part.refusal += delta;
    else if (part) part.text += delta;
    const fields = { ...place, content_index: contentIndex, delta, ...logprobsOf(kind) };
    return opening + added + this.#event(`${PART_EVENTS[kind]}.delta`, fields);
  }

  #itemFor(kind: Part["type"]): [MessageItem | ReasoningItem, string] {
    const known = kind === "reasoning_text" ? this.#reasoning : this.#message;
    if (known) return [known, ""];
    if (kind === "reasoning_text") {
      this.#reasoning = this.#make.reasoning();
      return [this.#reasoning, this.#addItem(this.#reasoning)];
    }
    this.#message = this.#make.message();
    return [this.#message, this.#addItem(this.#message)];
  }

  #writeCall(delta: Readonly<Record<string, unknown>>, place: number): string {
    const index = typeof delta.index === "number" ? delta.index : place;
    const called = isRecord(delta.function) ? delta.function : {};
    const piece = typeof called.arguments === "string" ? called.arguments : "";
    const call = this.#calls.get(index) ?? { id: undefined, heldArguments: "", item: null };
    this.#calls.set(index, call);
    call.id ??= delta.id;
    if (call.item) return this.#writeArguments(call.item, piece);
    call.heldArguments += piece;
    return typeof called.name === "string" && called.name !== "" ? this.#openCall(call, called.name) : "";
  }

  #openCall(call: OpenCall, name: string): string {
    const openedCalls = this.#output.filter((item) => item.type === "function_call").length;
    call.item = this.#make.functionCall(openedCalls, { id: call.id, name });
    return this.#addItem(call.item) + this.#writeArguments(call.item, call.heldArguments);
  }

  #writeArguments(item: FunctionCallItem, delta: string): string {
    if (delta === "") return "";
    item.arguments += delta;
    const fields = { item_id: item.id, output_index: this.#output.indexOf(item), delta };
    return this.#event("response.function_call_arguments.delta", fields);
  }

  #addItem(item: OutputItem): string {
    const outputIndex = this.#output.push(item) - 1;
    return this.#event("response.output_item.added", { output_index: outputIndex, item });
  }

  #endItem(item: OutputItem, outputIndex: number): string {
    const place = { item_id: item.id, output_index: outputIndex };
    const parts =
      item.type === "function_call"
        ? [this.#event("response.function_call_arguments.done", { ...place, arguments: item.arguments })]
        : item.content.map((part: Part, contentIndex) =>
            this.#endPart(part, { ...place, content_index: contentIndex }),
          );
    return parts.join("") + this.#event("response.output_item.done", { output_index: outputIndex, item });
  }

  #endPart(part: Part, place: Readonly<Record<string, unknown>>): string {
    const whole = part.type === "refusal" ? { refusal: part.refusal } : { text: part.text };
    return (
      this.#event(`${PART_EVENTS[part.type]}.done`, { ...place, ...whole, ...logprobsOf(part.type) }) +
      this.#event("response.content_part.done", { ...place, part })
    );
  }

  #last(state: ResponseState): string {
    return this.#event(`response.${state.status}`, { response: responseObject(this.#echo, state) });
  }

  #event(type: string, fields: Readonly<Record<string, unknown>>): string {
    const data = { type, sequence_number: this.#sequenceNumber, ...fields };
    this.#sequenceNumber += 1;
    return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
  }
}

function emptyPart(kind: Part["type"]): Part {
  if (kind === "refusal") return { type: kind, refusal: "" };
  return kind === "output_text" ? { type: kind, text: "", annotations: [] } : { type: kind, text: "" };
}

function logprobsOf(kind: Part["type"]): { logprobs?: [] } {
  return kind === "output_text" ? { logprobs: [] } : {};
}
