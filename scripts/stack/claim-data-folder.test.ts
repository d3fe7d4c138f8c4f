import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { claimDataFolder } from "./claim-data-folder.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weir-claim-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("claimDataFolder", () => {
  test("is refused to a second copy, also by another name of the folder, and says what to do", async () => {
    const data = join(folder, "data");
    const release = await claimDataFolder(data, "data");
    symlinkSync(data, join(folder, "alias"));
    for (const path of [data, join(folder, "alias")]) {
      await expect(claimDataFolder(path, "data")).rejects.toThrow(
        /runs on the data folder data\. Stop it, or .*DATA_DIR/,
      );
    }
    release();
    (await claimDataFolder(data, "data"))();
  });

  test("does not mind a copy on another folder, however long its path", async () => {
    const one = await claimDataFolder(join(folder, "one"), "one");
    const two = await claimDataFolder(join(folder, "x".repeat(120)), "two");
    one();
    two();
  });
});
