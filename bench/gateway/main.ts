import { mkdirSync, openSync } from "node:fs";
import { type BenchOptions, parseBenchOptions, USAGE } from "./bench-options.ts";
import { type BenchSetup, openBenchSetup } from "./bench-setup.ts";
import { allCores, type Cores, PINNED } from "./cores.ts";
import { benchFirstByte, benchLatency } from "./latency.ts";
import { benchMemory } from "./memory.ts";
import { printLine } from "./print-result.ts";
import { profileGateway } from "./profile.ts";
import { benchThroughput, benchWorkspaces } from "./throughput.ts";

const FOLDER = ".data/bench-gateway";
const PARTS: Readonly<Record<string, (setup: BenchSetup) => Promise<void>>> = {
  a: benchThroughput,
  b: benchLatency,
  c: benchWorkspaces,
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
