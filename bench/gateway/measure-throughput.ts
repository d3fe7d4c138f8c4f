import { chatRequests } from "./chat-requests.ts";
import type { LoadResult } from "./load-plan.ts";
import type { BenchSetup } from "./open-bench-setup.ts";
import { printContext } from "./print-ratio.ts";
import { runLoad } from "./run-load.ts";
import { figuresOf, type Round } from "./run-rounds.ts";
import type { Target } from "./start-upstream.ts";

const CONNECTIONS = 32;

/** As many whole answers as a target gives on 32 connections, asked by its callers in turn. */
export function measureThroughput(
  setup: BenchSetup,
  target: Target,
  length: { seconds: number } | { requestCount: number } = { seconds: setup.options.seconds },
): Promise<LoadResult> {
  const { warmUpSeconds } = setup.options;
  const requests = chatRequests(target.callers);
  return runLoad(setup, "throughput", target, { connections: CONNECTIONS, requests, warmUpSeconds, length });
}

/** What a cell reached, by its number of requests and by how busy the process under test was. */
export function printThroughput<Cell extends string>(name: Cell, rounds: readonly Round<Cell>[]): void {
  printContext(
    name,
    figuresOf(rounds, (round) => Math.round(round[name].requestsPerSecond)),
    "requests a second",
  );
  const shares = rounds.flatMap((round) => round[name].watchedShare ?? []);
  if (shares.length > 0) printContext(name, shares, "of a core busy");
}
