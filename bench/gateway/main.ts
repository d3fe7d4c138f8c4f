import { mkdirSync, openSync } from "node:fs";
import { loadavg } from "node:os";
import { benchBusyWorkspace } from "./bench-busy-workspace.ts";
import { benchFirstByte } from "./bench-first-byte.ts";
import { benchLatency } from "./bench-latency.ts";
import { benchMemory } from "./bench-memory.ts";
import { benchThroughput } from "./bench-throughput.ts";
import { allCores, type Cores, PINNED } from "./cores.ts";
import { type BenchSetup, openBenchSetup } from "./open-bench-setup.ts";
import { type BenchOptions, parseBenchOptions, USAGE } from "./parse-bench-options.ts";
import { printLine } from "./print-ratio.ts";
import { profileGateway } from "./profile-gateway.ts";

const FOLDER = ".data/bench-gateway";
const BUSY_LOAD = 0.7;
const PARTS: Readonly<Record<string, (setup: BenchSetup) => Promise<void>>> = {
  a: benchThroughput,
  b: benchLatency,
  c: benchBusyWorkspace,
  d: benchFirstByte,
  e: benchMemory,
  p: profileGateway,
};

/** Measures the real gateway on a database of its own, durable like a real one, and prints ratios taken within this run. */
async function main(options: BenchOptions): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const logFile = openSync(`${FOLDER}/log`, "w");
  const everywhere = await allCores();
  const rounds = `${options.rounds} rounds of ${options.seconds} s: the median (lowest to highest)`;
  if (everywhere) printLine("What is under test on core 1, all else on core 0", rounds);
  else printLine("UNPINNED, for there is no taskset or only one core: do not quote", rounds);
  const [load = 0] = loadavg();
  if (load > BUSY_LOAD)
    printLine("BUSY MACHINE, so the ranges are wide: do not quote", `load ${load.toFixed(1)} at the start`);

  await runParts(everywhere && PINNED, { options, logFile, parts: [..."abcdep"] });
  if (everywhere) await runParts(everywhere, { options, logFile, parts: ["b"] });
}

async function runParts(
  cores: Cores | null,
  { options, logFile, parts }: { options: BenchOptions; logFile: number; parts: readonly string[] },
): Promise<void> {
  const wanted = parts.filter((part) => options.parts.has(part));
  if (wanted.length === 0) return;
  await using setup = await openBenchSetup(cores, { options, logFile });
  for (const part of wanted) await PARTS[part]?.(setup);
}

function optionsOrExit(): BenchOptions {
  try {
    return parseBenchOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    process.exit(1);
  }
}

await main(optionsOrExit());
