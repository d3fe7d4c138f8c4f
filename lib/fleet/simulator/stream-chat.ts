import { ChatChunks } from "./chat-chunks.ts";
import { chatUsage } from "./chat-usage.ts";
import type { Generation } from "./generation.ts";
import { paceTokens } from "./pace-tokens.ts";
import type { ChatRequest } from "./parse-chat-request.ts";
import { type Answer, writeAnswers } from "./write-answers.ts";

/**
 * Streams a completion, one token a chunk; several choices take turns. Running usage counts the chunk's own choice,
 * as vLLM does, the last usage chunk counts all of them.
 */
export async function streamChat(request: ChatRequest, generation: Generation): Promise<void> {
  const { caller, stats } = generation;
  const answers = writeAnswers(request);
  const usageAt = chatUsage(request);
  const chunks = new ChatChunks(request, generation.id, generation.createdSeconds);
  const totalTokens = answers.reduce((sum, answer) => sum + answer.tokens.length, 0);
  const strike = strikesOf(request, generation, chunks, totalTokens);
  const due = paceTokens(generation.pace, caller);

  caller.startEvents();
  await due(0);
  for (const choice of answers.keys()) await caller.sendEvent(chunks.role(choice, () => usageAt(0)));
  let sent = 0;
  for (const { choice, text, ofChoice } of takeTurns(answers)) {
    if ((await strike(sent)) === "dropped") return;
    await due(sent);
    await caller.sendEvent(chunks.token(choice, text, () => usageAt(ofChoice)));
    sent += 1;
    stats.add("completionTokens");
  }
  if ((await strike(sent)) === "dropped") return;
  for (const [choice, { finishReason, tokens }] of answers.entries()) {
    await caller.sendEvent(chunks.finish(choice, finishReason, () => usageAt(tokens.length)));
  }
  if (request.includesUsage) await caller.sendEvent(chunks.usage(usageAt(totalTokens)));
  await caller.sendEvent("[DONE]");
  caller.end();
}

/** The directives that strike after so many tokens, or at the end of a shorter answer. */
function strikesOf(request: ChatRequest, { caller }: Generation, chunks: ChatChunks, totalTokens: number) {
  const { stallAfter, dropAfter, badJsonAfter } = request.directives;
  const strikes = (after: number | null, sent: number) => after !== null && sent === Math.min(after, totalTokens);
  return async (sent: number): Promise<"dropped" | "alive"> => {
    if (strikes(badJsonAfter, sent)) await caller.sendEvent(chunks.broken());
    if (strikes(stallAfter, sent)) await caller.stall();
    if (!strikes(dropAfter, sent)) return "alive";
    await caller.drop();
    return "dropped";
  };
}

/** The tokens of all choices, one of each in turn; `ofChoice` counts those of the choice so far, this one included. */
function* takeTurns(answers: readonly Answer[]) {
  const longest = Math.max(...answers.map((answer) => answer.tokens.length));
  for (let index = 0; index < longest; index += 1) {
    for (const [choice, answer] of answers.entries()) {
      const text = answer.tokens[index];
      if (text !== undefined) yield { choice, text, ofChoice: index + 1 };
    }
  }
}
