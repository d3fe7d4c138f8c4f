/** A request as the gateway sees it, whichever server it came through. */
export type GatewayRequest = {
  readonly method: string;
  /** The path without query, such as "/v1/chat/completions". */
  readonly path: string;
  header(name: string): string | undefined;
  /** Reads the whole body. @throws GatewayError 413 above the limit */
  readBody(limitBytes: number): Promise<Buffer>;
  /** Aborted when the caller has gone away before the response was finished. */
  readonly signal: AbortSignal;
};

/** A whole body, or parts that are sent as they come. */
export type GatewayBody = string | Uint8Array | AsyncIterable<string>;

export type GatewayResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: GatewayBody;
};

/** Answers one request and never rejects: what goes wrong becomes an error response. */
export type GatewayHandler = (request: GatewayRequest) => Promise<GatewayResponse>;

/** An answer in JSON with a status and further headers. */
export function jsonResponse(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): GatewayResponse {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(body),
  };
}
