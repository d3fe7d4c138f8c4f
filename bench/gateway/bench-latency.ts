import { measureLatency, UPSTREAM_MS, wholeMs } from "./measure-latency.ts";
import type { BenchSetup } from "./open-bench-setup.ts";
import { printContext, printRatio } from "./print-ratio.ts";
import { figuresOf, runRounds } from "./run-rounds.ts";
import { startUpstream } from "./start-upstream.ts";

/** What a gateway adds to the time of an answer, here and in Portkey. */
export async function benchLatency(setup: BenchSetup): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const start = await startUpstream(setup, stack, UPSTREAM_MS);
  const [gateway, portkey] = [await start.gateway(), await start.portkey()];
  const rounds = await runRounds(setup.options.rounds, {
    direct: () => measureLatency(setup, start.direct),
    weir: () => measureLatency(setup, gateway),
    portkey: () => measureLatency(setup, portkey),
  });
  const byWeir = figuresOf(rounds, ({ weir, direct }) => wholeMs(weir) - wholeMs(direct));
  const byPortkey = figuresOf(rounds, ({ portkey, direct }) => wholeMs(portkey) - wholeMs(direct));
  const ratios = byWeir.map((addedMs, index) => addedMs / (byPortkey[index] ?? Number.NaN));
  const place = setup.cores?.underTest === setup.cores?.others ? "unpinned" : "pinned";
  printRatio(`b. Added p50 over Portkey's, ${place}`, ratios, { atMost: 0.35 });
  printContext(
    "direct",
    figuresOf(rounds, ({ direct }) => wholeMs(direct)),
    "ms p50",
  );
  printContext("added by Weir", byWeir, "ms p50");
  printContext("added by Portkey", byPortkey, "ms p50");
}
