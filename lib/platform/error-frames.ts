const FRAME = /^\s+at .*:\d+:\d+\)?$/;
const MOST_FRAMES = 8;

/** Where an error was thrown, innermost first, without its message. */
export function errorFrames(error: unknown): string {
  if (!(error instanceof Error) || !error.stack) return "";
  const frames = error.stack.split("\n").filter((line) => FRAME.test(line));
  return frames
    .slice(0, MOST_FRAMES)
    .map((line) => line.trim())
    .join("\n");
}
