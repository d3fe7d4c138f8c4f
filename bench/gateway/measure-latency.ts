import { chatRequests } from "./chat-requests.ts";
import type { LoadResult } from "./load-plan.ts";
import type { BenchSetup } from "./open-bench-setup.ts";
import { runLoad } from "./run-load.ts";
import type { Target } from "./start-upstream.ts";

const CONNECTIONS = 16;

/** How long a model server takes to its first byte in all that is measured of latency. */
export const UPSTREAM_MS = 20;

/** How long answers take on 16 connections, asked by a target's callers in turn. */
export function measureLatency(
  setup: BenchSetup,
  target: Target,
  options: { isStreamed?: boolean } = {},
): Promise<LoadResult> {
  const { warmUpSeconds, seconds } = setup.options;
  const requests = chatRequests(target.callers, options);
  return runLoad(setup, "latency", target, { connections: CONNECTIONS, requests, warmUpSeconds, length: { seconds } });
}

/** The median time until an answer is whole. */
export function wholeMs({ wholeP50Ms }: LoadResult): number {
  return wholeP50Ms ?? Number.NaN;
}

/** The median time until the first byte of an answer's body. */
export function firstByteMs({ firstByteP50Ms }: LoadResult): number {
  return firstByteP50Ms ?? Number.NaN;
}
