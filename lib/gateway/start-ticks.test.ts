import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startTicks } from "./start-ticks.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a tick that is due while one runs is left out, and the stop waits for the one that runs", async () => {
  const runs: PromiseWithResolvers<void>[] = [];
  const tick = () => {
    const run = Promise.withResolvers<void>();
    runs.push(run);
    return run.promise;
  };
  const ticks = startTicks(1_000, tick, "test.failed");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(runs).toHaveLength(1);
  runs[0]?.resolve();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs).toHaveLength(2);

  let isStopped = false;
  const stopped = ticks.stop().then(() => {
    isStopped = true;
  });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(isStopped).toBe(false);
  runs[1]?.resolve();
  await stopped;
  expect(runs).toHaveLength(2);
});

test("a tick that fails is logged, and the next one runs", async () => {
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  let count = 0;
  const ticks = startTicks(
    1_000,
    async () => {
      count += 1;
      throw new Error("away");
    },
    "test.failed",
  );
  await vi.advanceTimersByTimeAsync(3_000);
  const lines = written.mock.calls.map(([line]) => String(line));
  written.mockRestore();
  await ticks.stop();
  expect(count).toBe(3);
  expect(lines).toHaveLength(3);
  expect(lines[0]).toContain("test.failed");
});
