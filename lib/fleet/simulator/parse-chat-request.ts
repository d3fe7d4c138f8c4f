import { z } from "zod";
import { parseSimDirectives, type SimDirectives } from "./parse-sim-directives.ts";
import { Refusal } from "./refusal.ts";
import { refusalFromZod } from "./refusal-from-zod.ts";

export type ChatMessage = { readonly role: string; readonly text: string; readonly extra: string };

export type ChatRequest = {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  /** The declared tools as JSON text, empty when there are none. */
  readonly tools: string;
  readonly isStreamed: boolean;
  readonly includesUsage: boolean;
  readonly includesRunningUsage: boolean;
  readonly maxTokens: number | null;
  readonly choices: number;
  readonly directives: SimDirectives;
};

const contentSchema = z.union([z.string(), z.array(z.object({ type: z.literal("text"), text: z.string() }))]);

const messageSchema = z.object({
  role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]),
  content: contentSchema.nullish(),
  name: z.string().optional(),
  tool_calls: z.array(z.unknown()).nullish(),
});

const bodySchema = z.object({
  model: z.string().min(1),
  messages: z.array(messageSchema).min(1),
  tools: z.array(z.unknown()).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z
    .object({ include_usage: z.boolean().nullish(), continuous_usage_stats: z.boolean().nullish() })
    .nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  n: z.int().min(1).max(4).nullish(),
  metadata: z.object({ sim: z.string().optional() }).nullish(),
});

/** Reads a chat completion body. As in vLLM, running usage needs include_usage too, and stream_options need stream. */
export function parseChatRequest(body: unknown, simHeader: string): ChatRequest {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) throw refusalFromZod(parsed.error);
  const { data } = parsed;
  if (data.stream_options && !data.stream) {
    throw new Refusal(400, "'stream_options' is only allowed when 'stream' is true.", "stream_options");
  }
  const messages = data.messages.map(readMessage);
  const directives = parseSimDirectives(directivesInMessages(messages), data.metadata?.sim ?? "", simHeader);
  const includesUsage = data.stream_options?.include_usage === true && !directives.noUsage;
  return {
    model: data.model,
    messages,
    tools: data.tools?.length ? JSON.stringify(data.tools) : "",
    isStreamed: data.stream === true,
    includesUsage,
    includesRunningUsage: includesUsage && data.stream_options?.continuous_usage_stats === true,
    maxTokens: data.max_completion_tokens ?? data.max_tokens ?? null,
    choices: data.n ?? 1,
    directives,
  };
}

function readMessage(message: z.infer<typeof messageSchema>): ChatMessage {
  const content = message.content ?? "";
  const text = typeof content === "string" ? content : content.map((part) => part.text).join("");
  const toolCalls = message.tool_calls?.length ? JSON.stringify(message.tool_calls) : "";
  return { role: message.role, text, extra: `${message.name ?? ""}${toolCalls}` };
}

/** Every `[[sim: …]]` of the last user message. */
function directivesInMessages(messages: readonly ChatMessage[]): string {
  const last = messages.findLast((message) => message.role === "user");
  return [...(last?.text ?? "").matchAll(/\[\[sim:([^\]]*)\]\]/g)].map((match) => match[1]).join(",");
}
