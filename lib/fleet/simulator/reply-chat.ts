import { chatUsage } from "./chat-usage.ts";
import type { Generation } from "./generation.ts";
import { paceTokens } from "./pace-tokens.ts";
import type { ChatRequest } from "./parse-chat-request.ts";
import { sendWhole } from "./send-whole.ts";
import { writeAnswers } from "./write-answers.ts";

/** Answers a completion in one piece, after the time its tokens take. */
export async function replyChat(request: ChatRequest, generation: Generation): Promise<void> {
  const answers = writeAnswers(request);
  const totalTokens = answers.reduce((sum, answer) => sum + answer.tokens.length, 0);
  const usage = request.directives.noUsage ? {} : { usage: chatUsage(request)(totalTokens) };
  const due = paceTokens(generation.pace, generation.caller);
  await due(totalTokens - 1);
  generation.stats.add("completionTokens", totalTokens);
  const completion = {
    id: generation.id,
    object: "chat.completion",
    created: generation.createdSeconds,
    model: request.model,
    choices: answers.map(({ tokens, finishReason }, index) => ({
      index,
      message: { role: "assistant", content: tokens.join(""), refusal: null },
      logprobs: null,
      finish_reason: finishReason,
    })),
    ...usage,
  };
  await sendWhole(generation.caller, completion, request.directives);
}
