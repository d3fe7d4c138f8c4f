import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopChild } from "#scripts/stop-child.ts";
import { measureThroughput } from "./measure-throughput.ts";
import type { BenchSetup } from "./open-bench-setup.ts";
import { printLine } from "./print-ratio.ts";
import { type CpuProfile, selfTimes } from "./self-times.ts";
import { startUpstream } from "./start-upstream.ts";

const SHOWN = 40;

/** Where the gateway's processor time goes under the load of the throughput part, with its start left in. */
export async function profileGateway(setup: BenchSetup): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "weir-profile-"));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true }));
  const start = await startUpstream(setup, stack, 0);
  const gateway = await start.gateway(["--cpu-prof", `--cpu-prof-dir=${folder}`]);
  const { requestsPerSecond } = await measureThroughput(setup, gateway);
  await stopChild(gateway.process.child);
  const [file] = await readdir(folder);
  if (file === undefined) throw new Error("The gateway left no profile: it did not stop in time.");
  const profile: CpuProfile = JSON.parse(await readFile(join(folder, file), "utf8"));
  printLine("p. Requests a second while profiled", String(Math.round(requestsPerSecond)));
  printShares("By origin", selfTimes(profile, "origin"));
  printShares("By function", selfTimes(profile, "function").slice(0, SHOWN));
}

function printShares(title: string, shares: readonly { name: string; share: number }[]): void {
  printLine(title, "of the time not idle");
  for (const { name, share } of shares) printLine(`  ${name}`, `${(share * 100).toFixed(1)}%`);
}
