import { BENCH_MODEL } from "./bench-workspaces.ts";
import type { LoadRequest } from "./load-plan.ts";

const QUESTION = "Why does halving the arrival rate help more than doubling the buffer?";

/** The request that every cell of the bench sends, once for each of its callers. */
export function chatRequests(
  callers: readonly Record<string, string>[],
  options: { isStreamed?: boolean } = {},
): LoadRequest[] {
  const body = JSON.stringify({
    model: BENCH_MODEL,
    messages: [{ role: "user", content: QUESTION }],
    max_tokens: 256,
    ...(options.isStreamed && { stream: true }),
  });
  return callers.map((caller) => ({ headers: { "content-type": "application/json", ...caller }, body }));
}
