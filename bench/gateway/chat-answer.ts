const STAMP = 1_760_000_000;
const TEXT =
  "Queues form where work arrives faster than it leaves. Halving the arrival rate helps more than doubling the buffer.";
const USAGE = { prompt_tokens: 12, completion_tokens: 24, total_tokens: 36 };

/** A whole chat completion of about 400 bytes, as OpenAI writes it. */
export function chatAnswer(modelId: string): string {
  return JSON.stringify({
    id: "chatcmpl-bench",
    object: "chat.completion",
    created: STAMP,
    model: modelId,
    choices: [{ index: 0, message: { role: "assistant", content: TEXT }, logprobs: null, finish_reason: "stop" }],
    usage: USAGE,
  });
}

/** The same answer as server-sent events: so many pieces of text, then the end, the usage and [DONE]. */
export function chatAnswerEvents(modelId: string, pieceCount: number): string[] {
  const frame = { id: "chatcmpl-bench", object: "chat.completion.chunk", created: STAMP, model: modelId };
  const chunks = [
    ...Array.from({ length: pieceCount }, () => ({
      ...frame,
      choices: [{ index: 0, delta: { role: "assistant", content: " queue" }, finish_reason: null }],
    })),
    { ...frame, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
    { ...frame, choices: [], usage: USAGE },
  ];
  return [...chunks.map((chunk) => JSON.stringify(chunk)), "[DONE]"].map((data) => `data: ${data}\n\n`);
}
