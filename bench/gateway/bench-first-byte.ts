import { firstByteMs, measureLatency, UPSTREAM_MS, wholeMs } from "./measure-latency.ts";
import type { BenchSetup } from "./open-bench-setup.ts";
import { printContext, printRatio } from "./print-ratio.ts";
import { figuresOf, runRounds } from "./run-rounds.ts";
import { startUpstream } from "./start-upstream.ts";

/** What the gateway adds to the first byte of a stream, against what it adds to a whole answer: buffering would show. */
export async function benchFirstByte(setup: BenchSetup): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const start = await startUpstream(setup, stack, UPSTREAM_MS);
  const gateway = await start.gateway();
  const rounds = await runRounds(setup.options.rounds, {
    directWhole: () => measureLatency(setup, start.direct),
    weirWhole: () => measureLatency(setup, gateway),
    directStream: () => measureLatency(setup, start.direct, { isStreamed: true }),
    weirStream: () => measureLatency(setup, gateway, { isStreamed: true }),
  });
  const whole = figuresOf(rounds, ({ weirWhole, directWhole }) => wholeMs(weirWhole) - wholeMs(directWhole));
  const first = figuresOf(
    rounds,
    ({ weirStream, directStream }) => firstByteMs(weirStream) - firstByteMs(directStream),
  );
  const ratios = first.map((addedMs, index) => addedMs / (whole[index] ?? Number.NaN));
  printRatio("d. Added p50 of a stream's first byte over a whole answer's", ratios, { atMost: 1.2 });
  printContext("added to the first byte of a stream", first, "ms p50");
  printContext("added to a whole answer", whole, "ms p50");
}
