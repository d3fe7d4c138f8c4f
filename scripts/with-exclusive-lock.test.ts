import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { withExclusiveLock } from "./with-exclusive-lock.ts";

let folder = "";
let lock = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weir-lock-"));
  lock = join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("withExclusiveLock", () => {
  test("lets one worker in at a time, and gives back what it made", async () => {
    let inside = 0;
    let most = 0;
    const work = (name: string) => async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
      return name;
    };
    const results = await Promise.all(["a", "b", "c"].map((name) => withExclusiveLock(lock, work(name))));
    expect(results).toEqual(["a", "b", "c"]);
    expect(most).toBe(1);
  });

  test("is free again after work that failed", async () => {
    const failing = withExclusiveLock(lock, () => Promise.reject(new Error("the build failed")));
    await expect(failing).rejects.toThrow("the build failed");
    expect(await withExclusiveLock(lock, async () => "next")).toBe("next");
  });

  test("is taken over from a holder that was killed", async () => {
    const script = "require('net').createServer().listen(process.argv[1], () => process.stdout.write('held'))";
    const holder = spawn(process.execPath, ["-e", script, lock], { stdio: ["ignore", "pipe", "inherit"] });
    await once(holder.stdout, "data");
    holder.kill("SIGKILL");
    await once(holder, "exit");
    expect(existsSync(lock)).toBe(true);
    expect(await withExclusiveLock(lock, async () => "taken over")).toBe("taken over");
  });
});
