import { monotonicMs } from "#lib/platform/clock.ts";

export type Progress = {
  /** Runs one step on one line: what it does, then how long it took. One step at a time. */
  step<T>(label: string, work: (note: (text: string) => void) => Promise<T>): Promise<T>;
  /** A line of its own, also while a step is under way. */
  say(text: string): void;
  /** The step under way, if any, has nothing more to tell. */
  abandonStep(): void;
};

const ERASE_LINE = "\r\u001b[2K";

/** Writes a start-up's progress. On a terminal a step's notes pass by on its line. */
export function createProgress(output: Pick<NodeJS.WriteStream, "write" | "isTTY">): Progress {
  let current: symbol | null = null;
  let isLineBroken = false;
  return {
    say(text) {
      output.write(current && !isLineBroken ? `\n${text}\n` : `${text}\n`);
      isLineBroken = true;
    },
    abandonStep() {
      if (current && !isLineBroken) output.write("\n");
      current = null;
    },
    async step(label, work) {
      const own = Symbol(label);
      current = own;
      isLineBroken = false;
      const startedMs = monotonicMs();
      const line = `${label} ...`;
      const again = output.isTTY ? `${ERASE_LINE}${line}` : "";
      const finish = (outcome: string) => {
        if (current !== own) return;
        output.write(`${isLineBroken ? line : again} ${outcome}${((monotonicMs() - startedMs) / 1000).toFixed(1)} s\n`);
        current = null;
      };
      output.write(line);
      try {
        const result = await work((text) => {
          if (output.isTTY && current === own && !isLineBroken) output.write(`${again} ${text}`);
        });
        finish("");
        return result;
      } catch (error) {
        finish("failed after ");
        throw error;
      }
    },
  };
}
