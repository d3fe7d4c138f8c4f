import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clockOffsetMs, monotonicMs, realClock, systemClock } from "./clock.ts";
import { followClockFile, moveClockFile } from "./clock-file.ts";

const DAY_MS = 86_400_000;
/** What people are promised, and room for a busy machine. */
const LONGEST_WAIT_MS = 500;

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weir-clock-"));
  path = join(folder, "clock.json");
});

afterEach(() => {
  // This process's time was moved with the file's.
  delete (globalThis as { weirClockOffsetMs?: number }).weirClockOffsetMs;
  rmSync(folder, { recursive: true });
});

/** Another process that follows the file and tells each move, and its time at a request. */
async function startFollower() {
  const program = `
    import { systemClock } from "#lib/platform/clock.ts";
    import { followClockFile } from "#lib/platform/clock-file.ts";
    const tell = () => process.send({ nowMs: systemClock.now().getTime() });
    followClockFile(${JSON.stringify(path)}, tell);
    process.on("message", tell);
    tell();
  `;
  const entry = join(folder, "follower.ts");
  writeFileSync(entry, program.replaceAll("#lib/", `${process.cwd()}/lib/`));
  const child = fork(entry, { execArgv: [], stdio: ["ignore", "inherit", "pipe", "ipc"] });
  const next = async () => {
    const [message] = (await once(child, "message")) as [{ nowMs: number }];
    return message.nowMs;
  };
  const startedAtMs = await next();
  return {
    startedAtMs,
    stderr: child.stderr as Readable,
    next,
    ask: () => {
      const answer = next();
      child.send("now");
      return answer;
    },
    [Symbol.asyncDispose]: async () => {
      const exit = once(child, "exit");
      child.kill();
      await exit;
    },
  };
}

const moveBy = (ms: number) => moveClockFile(path, new Date(systemClock.now().getTime() + ms));

test("another process sees a move within half a second, again and again, and starts where the file is", async () => {
  {
    await using follower = await startFollower();
    expect(Math.abs(follower.startedAtMs - realClock.now().getTime())).toBeLessThan(DAY_MS);
    for (const days of [31, 62]) {
      const seen = follower.next();
      const movedAtMs = monotonicMs();
      moveBy(31 * DAY_MS);
      const nowMs = await seen;
      expect(monotonicMs() - movedAtMs).toBeLessThan(LONGEST_WAIT_MS);
      expect(Math.round((nowMs - realClock.now().getTime()) / DAY_MS)).toBe(days);
    }
  }
  await using restarted = await startFollower();
  expect(Math.round((restarted.startedAtMs - realClock.now().getTime()) / DAY_MS)).toBe(62);
});

test("time never goes back: not by a move, not by an older file, not by a broken one", async () => {
  moveBy(40 * DAY_MS);
  expect(() => moveBy(-1_000)).toThrow(RangeError);
  await using follower = await startFollower();
  const daysAhead = async () => Math.round(((await follower.ask()) - realClock.now().getTime()) / DAY_MS);
  const refused = once(follower.stderr, "data");
  writeFileSync(path, "{");
  expect(String(await refused)).toContain("clock.not_read");
  expect(await daysAhead()).toBe(40);

  writeFileSync(path, '{"offsetMs":1000}');
  followClockFile(path)();
  expect(clockOffsetMs()).toBeGreaterThan(39 * DAY_MS);
  const seen = follower.next();
  moveBy(DAY_MS);
  await seen;
  expect(await daysAhead()).toBe(41);
});

test("a move is this process's at once, keeps ticking, and leaves the real time alone", () => {
  const before = realClock.now().getTime();
  moveBy(DAY_MS);
  expect(Math.round(clockOffsetMs() / DAY_MS)).toBe(1);
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ offsetMs: clockOffsetMs() });
  expect(systemClock.now().getTime() - before).toBeGreaterThan(DAY_MS / 2);
  expect(realClock.now().getTime() - before).toBeLessThan(60_000);
});

test("a file that is no clock stops the start, and says what to do", () => {
  writeFileSync(path, '{"offsetMs":"tomorrow"}');
  expect(() => followClockFile(path)).toThrow(/is no clock[\s\S]*Delete it/);
});
