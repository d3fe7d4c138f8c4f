import type { OutputItem } from "./output-item.ts";
import type { ResponseState } from "./response-object.ts";

/**
 * Ends the items of an answer as chat's `finish_reason` says, and returns the state of the response: an answer that was
 * cut off is incomplete, and so is its last item; those before it are whole.
 */
export function endItems(output: OutputItem[], finishReason: unknown): ResponseState {
  for (const item of output) item.status = "completed";
  const incompleteReason = incompleteReasonOf(finishReason);
  if (!incompleteReason) return { status: "completed", output };
  const last = output.at(-1);
  if (last) last.status = "incomplete";
  return { status: "incomplete", output, incompleteReason };
}

function incompleteReasonOf(finishReason: unknown): ResponseState["incompleteReason"] {
  if (finishReason === "length") return "max_output_tokens";
  return finishReason === "content_filter" ? "content_filter" : undefined;
}
