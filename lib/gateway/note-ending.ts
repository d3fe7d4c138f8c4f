import type { UsageEvent } from "#lib/domain/usage/usage-event.ts";
import type { GatewayMetrics } from "./metrics.ts";

/** Counts a request whose event is durable. */
export function noteEnding(
  { route, outcome, httpStatus, latencyMs, firstByteMs }: UsageEvent,
  metrics: GatewayMetrics,
): void {
  metrics.requestEnded({ route, outcome, status: httpStatus, durationMs: latencyMs });
  if (firstByteMs !== null) metrics.firstByte(route, firstByteMs);
}
