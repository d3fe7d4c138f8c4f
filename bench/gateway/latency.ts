import type { BenchSetup } from "./bench-setup.ts";
import { chatRequests } from "./chat-load.ts";
import type { LoadResult } from "./load-plan.ts";
import { printContext, printRatio } from "./print-result.ts";
import { figuresOf, runRounds } from "./rounds.ts";
import { runLoad } from "./run-load.ts";
import { startUpstream, type Target } from "./targets.ts";

const CONNECTIONS = 16;
const UPSTREAM_MS = 20;

/** What a gateway adds to the time of an answer, here and in Portkey. */
export async function benchLatency(setup: BenchSetup): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const start = await startUpstream(setup, stack, UPSTREAM_MS);
  const [gateway, portkey] = [await start.gateway(), await start.portkey()];
  const rounds = await runRounds(setup.options.rounds, {
    direct: () => latencyOf(setup, start.direct),
    weir: () => latencyOf(setup, gateway),
    portkey: () => latencyOf(setup, portkey),
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

/** What the gateway adds to the first byte of a stream, against what it adds to a whole answer: buffering would show. */
export async function benchFirstByte(setup: BenchSetup): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const start = await startUpstream(setup, stack, UPSTREAM_MS);
  const gateway = await start.gateway();
  const rounds = await runRounds(setup.options.rounds, {
    directWhole: () => latencyOf(setup, start.direct),
    weirWhole: () => latencyOf(setup, gateway),
    directStream: () => latencyOf(setup, start.direct, { isStreamed: true }),
    weirStream: () => latencyOf(setup, gateway, { isStreamed: true }),
  });
  const whole = figuresOf(rounds, ({ weirWhole, directWhole }) => wholeMs(weirWhole) - wholeMs(directWhole));
  const first = figuresOf(rounds, ({ weirStream, directStream }) => firstMs(weirStream) - firstMs(directStream));
  const ratios = first.map((addedMs, index) => addedMs / (whole[index] ?? Number.NaN));
  printRatio("d. Added p50 of a stream's first byte over a whole answer's", ratios, { atMost: 1.2 });
  printContext("added to the first byte of a stream", first, "ms p50");
  printContext("added to a whole answer", whole, "ms p50");
}

function latencyOf(setup: BenchSetup, target: Target, options: { isStreamed?: boolean } = {}): Promise<LoadResult> {
  const { warmUpSeconds, seconds } = setup.options;
  const requests = chatRequests(target.callers, options);
  return runLoad(setup, "latency", target, { connections: CONNECTIONS, requests, warmUpSeconds, length: { seconds } });
}

function wholeMs({ wholeP50Ms }: LoadResult): number {
  return wholeP50Ms ?? Number.NaN;
}

function firstMs({ firstByteP50Ms }: LoadResult): number {
  return firstByteP50Ms ?? Number.NaN;
}
