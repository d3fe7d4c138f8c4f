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

/** The log file of one child process, started anew; with an echo its lines are also shown. */
export function openServiceLog(path: string, echo: ((line: string) => void) | null): ServiceLog {
  const file = openSync(path, "w");
  return {
    path,
    output: echo === null ? file : "pipe",
    attach(child) {
      if (echo === null) {
        closeSync(file);
        return;
      }
      for (const stream of [child.stdout, child.stderr]) {
        if (!stream) continue;
        createInterface({ input: stream }).on("line", (line) => {
          writeSync(file, `${line}\n`);
          echo(line);
        });
      }
      child.once("close", () => closeSync(file));
    },
    tail: () => lastLines(readFileSync(path, "utf8"), TAIL_LINES),
  };
}
