import { spreadOf } from "#bench/measure.ts";
import { MEMORY_SAMPLE_EVERY } from "./load-plan.ts";
import { measureThroughput } from "./measure-throughput.ts";
import type { BenchSetup } from "./open-bench-setup.ts";
import { printLine, printRatio } from "./print-ratio.ts";
import { startUpstream } from "./start-upstream.ts";

const MEGABYTE = 1_000_000;

/** Memory of the gateway over many requests: within its bound, and no more at the end than in the middle. */
export async function benchMemory(setup: BenchSetup): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const start = await startUpstream(setup, stack, 0);
  const gateway = await start.gateway();
  const { requestCount } = setup.options;
  const { residentBytes } = await measureThroughput(setup, gateway, { requestCount });
  const samples = residentBytes.map((bytes) => bytes / MEGABYTE);
  if (samples.length < Math.max(8, Math.floor(requestCount / MEMORY_SAMPLE_EVERY))) {
    throw new Error(`Memory was sampled ${samples.length} times only. It takes Linux and at least 80,000 requests.`);
  }
  const quarter = Math.floor(samples.length / 4);
  const second = spreadOf(samples.slice(quarter, 2 * quarter));
  const last = spreadOf(samples.slice(-quarter));
  const { min, max } = spreadOf(samples);
  printRatio("e. Resident memory, MB: the most of any sample", [max], { atMost: 300 });
  printRatio("e. Resident memory: the last quarter over the second", [last.median / second.median], { atMost: 1.05 });
  printLine("  sampled", `${samples.length} times, ${Math.round(min)} to ${Math.round(max)} MB`);
  printLine("  in turn", samples.map(Math.round).join(" "));
}
