export type KeyedRequest = {
  readonly url: string;
  readonly path?: string;
  readonly apiKey: string;
  readonly idempotencyKey?: string;
  readonly body: unknown;
  readonly signal?: AbortSignal;
};

export type KeyedAnswer = {
  readonly status: number;
  readonly isReplay: boolean;
  readonly requestId: string | null;
  readonly headers: Headers;
  readonly text: string;
  /** The code of a refusal. */
  readonly code: string | null;
};

/** For tests: sends a request under an idempotency key and reads the whole answer, as it is on the wire. */
export async function sendKeyed({ url, path = "/chat/completions", ...request }: KeyedRequest): Promise<KeyedAnswer> {
  const response = await fetch(`${url}${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${request.apiKey}`,
      ...(request.idempotencyKey !== undefined && { "idempotency-key": request.idempotencyKey }),
    },
    body: JSON.stringify(request.body),
    signal: request.signal ?? null,
  });
  const text = await response.text();
  return {
    status: response.status,
    isReplay: response.headers.get("x-idempotent-replay") === "true",
    requestId: response.headers.get("x-request-id"),
    headers: response.headers,
    text,
    code: response.ok ? null : (JSON.parse(text) as { error: { code: string } }).error.code,
  };
}
