import { Pool } from "undici";
import { UpstreamExchange, type UpstreamReply } from "./upstream-exchange.ts";
import { UpstreamFault } from "./upstream-fault.ts";

const CONNECT_TIMEOUT_MS = 5_000;

/** An OpenAI-compatible server: `url` is its base, such as http://127.0.0.1:4012/v1. */
export type UpstreamTarget = { readonly url: string; readonly apiKey: string | null };

export type UpstreamCall = {
  /** Below the base, such as /chat/completions. */
  readonly path: string;
  readonly body: Uint8Array | string;
  readonly requestId: string;
  /** Aborting it closes the upstream connection at once, also while the answer streams. */
  readonly signal: AbortSignal;
  /** Both timeouts may strike up to a second late; 0 waits for ever. The second bounds the silence between pieces. */
  readonly headersTimeoutMs: number;
  readonly bodyTimeoutMs: number;
};

type Route = { readonly pool: Pool; readonly basePath: string; readonly query: string };

const pools = new Map<string, Pool>();
const routes = new Map<string, Route>();

/**
 * Posts JSON to an upstream over a kept connection. Resolves when the headers are here, whatever the status;
 * redirects are not followed and nothing is retried. Throws UpstreamFault only.
 */
export function callUpstream(target: UpstreamTarget, call: UpstreamCall): Promise<UpstreamReply> {
  if (call.signal.aborted) return Promise.reject(new UpstreamFault("aborted", call.signal.reason));
  const route = routeOf(target.url);
  if (route instanceof UpstreamFault) return Promise.reject(route);
  const exchange = new UpstreamExchange(call.signal);
  route.pool.dispatch(
    {
      method: "POST",
      path: `${route.basePath}${call.path}${route.query}`,
      headers: requestHeaders(target, call),
      body: call.body,
      headersTimeout: call.headersTimeoutMs,
      bodyTimeout: call.bodyTimeoutMs,
    },
    exchange,
  );
  return exchange.reply;
}

/** Ends every upstream connection; calls still running fail as "aborted". For shutdown, after the callers were drained. */
export async function closeUpstreams(): Promise<void> {
  const closing = [...pools.values()];
  pools.clear();
  routes.clear();
  await Promise.all(closing.map((pool) => pool.destroy()));
}

function requestHeaders(target: UpstreamTarget, call: UpstreamCall): Record<string, string> {
  const headers: Record<string, string> = { "content-type": "application/json", "x-request-id": call.requestId };
  if (target.apiKey !== null) headers.authorization = `Bearer ${target.apiKey}`;
  return headers;
}

function routeOf(baseUrl: string): Route | UpstreamFault {
  const known = routes.get(baseUrl);
  if (known) return known;
  try {
    const url = new URL(baseUrl);
    const pool = pools.get(url.origin) ?? new Pool(url.origin, { connectTimeout: CONNECT_TIMEOUT_MS });
    pools.set(url.origin, pool);
    const route = { pool, basePath: url.pathname.replace(/\/+$/, ""), query: url.search };
    routes.set(baseUrl, route);
    return route;
  } catch (error) {
    return new UpstreamFault("unreachable", error);
  }
}
