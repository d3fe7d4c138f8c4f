import { measureThroughput, printThroughput } from "./measure-throughput.ts";
import type { BenchSetup } from "./open-bench-setup.ts";
import { printRatio } from "./print-ratio.ts";
import { figuresOf, runRounds } from "./run-rounds.ts";
import { startUpstream } from "./start-upstream.ts";

/** One busy workspace against many that share the same load: a row that all requests wait for would show here. */
export async function benchBusyWorkspace(setup: BenchSetup): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const start = await startUpstream(setup, stack, 0);
  const gateway = await start.gateway();
  const busy = gateway.callers.slice(0, 1);
  const rounds = await runRounds(setup.options.rounds, {
    one: () => measureThroughput(setup, { ...gateway, callers: gateway.callers.flatMap(() => busy) }),
    many: () => measureThroughput(setup, gateway),
  });
  const oneOverMany = figuresOf(rounds, ({ one, many }) => one.requestsPerSecond / many.requestsPerSecond);
  printRatio(`c. Throughput of one workspace over ${gateway.callers.length}`, oneOverMany, { atLeast: 0.9 });
  for (const name of ["one", "many"] as const) printThroughput(name, rounds);
}
