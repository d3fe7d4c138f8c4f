import type { BenchSetup } from "./bench-setup.ts";
import { chatRequests } from "./chat-load.ts";
import type { LoadResult } from "./load-plan.ts";
import { printContext, printRatio } from "./print-result.ts";
import { figuresOf, type Round, runRounds } from "./rounds.ts";
import { runLoad } from "./run-load.ts";
import { startUpstream, type Target } from "./targets.ts";

const CONNECTIONS = 32;

/** Whole answers at an upstream that answers at once: what a request costs here, in a bare pass-through and in Portkey. */
export async function benchThroughput(setup: BenchSetup): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const start = await startUpstream(setup, stack, 0);
  const [bare, gateway, portkey] = [await start.bare(), await start.gateway(), await start.portkey()];
  const rounds = await runRounds(setup.options.rounds, {
    bare: () => throughputOf(setup, bare),
    weir: () => throughputOf(setup, gateway),
    portkey: () => throughputOf(setup, portkey),
  });
  const overBare = figuresOf(rounds, ({ weir, bare }) => weir.requestsPerSecond / bare.requestsPerSecond);
  const overPortkey = figuresOf(rounds, ({ weir, portkey }) => weir.requestsPerSecond / portkey.requestsPerSecond);
  printRatio("a. Throughput over a bare pass-through", overBare, { atLeast: 0.45 });
  printRatio("a. Throughput over Portkey", overPortkey, { atLeast: 4 });
  for (const name of ["bare", "weir", "portkey"] as const) printLoad(name, rounds);
}

/** One busy workspace against many that share the same load: a row that all requests wait for would show here. */
export async function benchWorkspaces(setup: BenchSetup): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const start = await startUpstream(setup, stack, 0);
  const gateway = await start.gateway();
  const busy = gateway.callers.slice(0, 1);
  const rounds = await runRounds(setup.options.rounds, {
    one: () => throughputOf(setup, { ...gateway, callers: gateway.callers.flatMap(() => busy) }),
    many: () => throughputOf(setup, gateway),
  });
  const oneOverMany = figuresOf(rounds, ({ one, many }) => one.requestsPerSecond / many.requestsPerSecond);
  printRatio(`c. Throughput of one workspace over ${gateway.callers.length}`, oneOverMany, { atLeast: 0.9 });
  for (const name of ["one", "many"] as const) printLoad(name, rounds);
}

export function throughputOf(
  setup: BenchSetup,
  target: Target,
  length: { seconds: number } | { requestCount: number } = { seconds: setup.options.seconds },
): Promise<LoadResult> {
  const { warmUpSeconds } = setup.options;
  const requests = chatRequests(target.callers);
  return runLoad(setup, "throughput", target, { connections: CONNECTIONS, requests, warmUpSeconds, length });
}

function printLoad<Cell extends string>(name: Cell, rounds: readonly Round<Cell>[]): void {
  printContext(
    name,
    figuresOf(rounds, (round) => Math.round(round[name].requestsPerSecond)),
    "requests a second",
  );
  const shares = rounds.flatMap((round) => round[name].watchedShare ?? []);
  if (shares.length > 0) printContext(name, shares, "of a core busy");
}
