import { log } from "#lib/platform/log.ts";
import { type GatewayHandler, type GatewayResponse, jsonResponse } from "./gateway-http.ts";

/** What those who operate the gateway ask of it. */
export type GatewayOperations = {
  /** Whether requests can be served: the database answers. */
  isReady(): Promise<boolean>;
  /** The metrics in Prometheus's text format. */
  metricsText(): Promise<string>;
  /** Told of each refusal that the server made itself, by the code of its error body. */
  onRefused?(code: string): void;
};

const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/**
 * Finds the answer to an operator's question by its path; null for every other path.
 * Nothing here needs a key, so that however many ask at once, the database and the registry are asked once.
 */
export function createOperationsAnswers(
  operations: GatewayOperations,
  isDraining: () => boolean,
): (path: string) => GatewayHandler | null {
  const isReady = shareRunning(() => operations.isReady().catch(() => false));
  const metricsText = shareRunning(() => operations.metricsText());
  const answers = new Map<string, GatewayHandler>([
    ["/healthz", async () => jsonResponse(200, { status: "ok" })],
    ["/readyz", async () => answerReady(isDraining() ? "draining" : (await isReady()) ? null : "database")],
    ["/metrics", async () => metricsText().then(answerMetrics, metricsFailed)],
  ]);
  return (path) => answers.get(path) ?? null;
}

function answerReady(reason: "draining" | "database" | null): GatewayResponse {
  return reason === null ? jsonResponse(200, { status: "ready" }) : jsonResponse(503, { status: "unready", reason });
}

function answerMetrics(text: string): GatewayResponse {
  return { status: 200, headers: { "content-type": METRICS_TYPE, "cache-control": "no-store" }, body: text };
}

function metricsFailed(error: unknown): GatewayResponse {
  log.error("metrics.failed", error);
  return jsonResponse(500, { status: "unavailable" });
}

/** Calls made during a call get its result. */
function shareRunning<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= run().finally(() => {
      running = null;
    });
    return running;
  };
}
