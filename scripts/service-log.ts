import type { ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { lastLines } from "./last-lines.ts";

const TAIL_LINES = 30;

export type ServiceLog = {
  path: string;
  /** Where a child's output goes: straight into the file, or through this process to be shown as well. */
  output: number | "pipe";
  attach(child: ChildProcess): void;
  tail(): string;
};

/** The log file of one child process, started anew; with a prefix its lines also appear on the terminal. */
export function openServiceLog(path: string, echoPrefix: string | null): ServiceLog {
  const file = openSync(path, "w");
  return {
    path,
    output: echoPrefix === null ? file : "pipe",
    attach(child) {
      if (echoPrefix === null) {
        closeSync(file);
        return;
      }
      for (const stream of [child.stdout, child.stderr]) {
        if (!stream) continue;
        createInterface({ input: stream }).on("line", (line) => {
          writeSync(file, `${line}\n`);
          process.stdout.write(`${echoPrefix}${line}\n`);
        });
      }
      child.once("close", () => closeSync(file));
    },
    tail: () => lastLines(readFileSync(path, "utf8"), TAIL_LINES),
  };
}
