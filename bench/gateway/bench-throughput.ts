import { measureThroughput, printThroughput } from "./measure-throughput.ts";
import type { BenchSetup } from "./open-bench-setup.ts";
import { printRatio } from "./print-ratio.ts";
import { figuresOf, runRounds } from "./run-rounds.ts";
import { startUpstream } from "./start-upstream.ts";

/** Whole answers at an upstream that answers at once: what a request costs here, in a bare pass-through and in Portkey. */
export async function benchThroughput(setup: BenchSetup): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const start = await startUpstream(setup, stack, 0);
  const [bare, gateway, portkey] = [await start.bare(), await start.gateway(), await start.portkey()];
  const rounds = await runRounds(setup.options.rounds, {
    bare: () => measureThroughput(setup, bare),
    weir: () => measureThroughput(setup, gateway),
    portkey: () => measureThroughput(setup, portkey),
  });
  const overBare = figuresOf(rounds, ({ weir, bare }) => weir.requestsPerSecond / bare.requestsPerSecond);
  const overPortkey = figuresOf(rounds, ({ weir, portkey }) => weir.requestsPerSecond / portkey.requestsPerSecond);
  printRatio("a. Throughput over a bare pass-through", overBare, { atLeast: 0.45 });
  printRatio("a. Throughput over Portkey", overPortkey, { atLeast: 4 });
  for (const name of ["bare", "weir", "portkey"] as const) printThroughput(name, rounds);
}
