import type { DrillAnswers } from "#lib/domain/drill-report.ts";

const LONGEST_REQUEST_MS = 30_000;
/** So many that what a request costs is of the size of what is held for it, and a limit can be used up but for a little. */
export const DRILL_MAX_TOKENS = 192;
const PROMPT = "Spend limit drill: count upwards from one.";

type Answer = "served" | "refused403" | "unanswered" | { otherCode: string };

/** The request that a drill sends, as its body. */
export function drillRequestBody(modelId: string): string {
  return JSON.stringify({
    model: modelId,
    messages: [{ role: "user", content: PROMPT }],
    max_tokens: DRILL_MAX_TOKENS,
  });
}

/** Sends chat completions all at once, spread over gateways, and sorts the answers. Each is given 30 seconds. */
export async function sendDrillRequests(options: {
  /** Base URLs such as http://127.0.0.1:4011/v1. */
  readonly gatewayUrls: readonly string[];
  readonly secret: string;
  readonly modelId: string;
  readonly requestCount: number;
}): Promise<DrillAnswers> {
  const { gatewayUrls, secret, modelId, requestCount } = options;
  const body = drillRequestBody(modelId);
  const answers = await Promise.all(
    Array.from({ length: requestCount }, (_, index) =>
      send(`${gatewayUrls[index % gatewayUrls.length]}/chat/completions`, secret, body),
    ),
  );
  const count = (kind: Answer) => answers.filter((answer) => answer === kind).length;
  const refusedOther: Record<string, number> = {};
  for (const answer of answers) {
    if (typeof answer === "object") refusedOther[answer.otherCode] = (refusedOther[answer.otherCode] ?? 0) + 1;
  }
  return {
    served: count("served"),
    refused403: count("refused403"),
    unanswered: count("unanswered"),
    refusedOther,
  };
}

async function send(url: string, secret: string, body: string): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(LONGEST_REQUEST_MS),
    });
    const text = await response.text();
    if (response.status === 200) return "served";
    const { code, scope } = errorOf(text);
    // Another limit of the workspace or of the member says nothing about the drill's own.
    if (response.status === 403 && code === "plan_limit_exceeded" && scope === "api_key") return "refused403";
    return { otherCode: typeof code === "string" ? code : `status_${response.status}` };
  } catch {
    return "unanswered";
  }
}

function errorOf(text: string): { code?: unknown; scope?: unknown } {
  try {
    return (JSON.parse(text) as { error?: object } | null)?.error ?? {};
  } catch {
    return {};
  }
}
