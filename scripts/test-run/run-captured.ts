import { spawn } from "node:child_process";
import { once } from "node:events";
import { stopChild } from "#scripts/stop-child.ts";

export type CapturedEnd = { code: number; output: string };

/** Runs a Node program and keeps what it writes. Leads its own process group, which ends with the signal. */
export async function runCaptured(
  command: readonly string[],
  options: { env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<CapturedEnd> {
  options.signal.throwIfAborted();
  const child = spawn(process.execPath, [...command], {
    env: options.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = () => void stopChild(child, "SIGINT");
  options.signal.addEventListener("abort", stop, { once: true });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, "close");
  options.signal.removeEventListener("abort", stop);
  return { code: code ?? 1, output };
}
