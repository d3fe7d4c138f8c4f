import { monotonicMs } from "#lib/platform/clock.ts";

export type Progress = {
  /** Runs one step on one line: what it does, then how long it took. */
  step<T>(label: string, work: (note: (text: string) => void) => Promise<T>): Promise<T>;
  say(text: string): void;
  /** Steps that are still under way have nothing more to tell. */
  abandonSteps(): void;
};

/** Writes a start-up's progress. On a terminal a step's notes pass by on its line. */
export function createProgress(output: Pick<NodeJS.WriteStream, "write" | "isTTY">): Progress {
  const ERASE_LINE = "\r\u001b[2K";
  let generation = 0;
  return {
    say: (text) => void output.write(`${text}\n`),
    abandonSteps() {
      generation += 1;
      output.write("\n");
    },
    async step(label, work) {
      const own = generation;
      const write = (text: string) => own === generation && output.write(text);
      const startedMs = monotonicMs();
      const seconds = () => `${((monotonicMs() - startedMs) / 1000).toFixed(1)} s`;
      const line = `${label} ...`;
      const again = output.isTTY ? `${ERASE_LINE}${line}` : "";
      write(line);
      try {
        const result = await work((text) => output.isTTY && write(`${again} ${text}`));
        write(`${again} ${seconds()}\n`);
        return result;
      } catch (error) {
        write(`${again} failed after ${seconds()}\n`);
        throw error;
      }
    },
  };
}
