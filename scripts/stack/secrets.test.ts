import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadSecrets } from "./secrets.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weir-secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("loadSecrets", () => {
  test("makes a secret once, for its owner only, and keeps it", async () => {
    const data = join(folder, "data");
    const made = await loadSecrets(data);
    expect(made.AUTH_SECRET.length).toBeGreaterThanOrEqual(43);
    expect(statSync(join(data, "secrets.json")).mode & 0o777).toBe(0o600);
    expect(await loadSecrets(data)).toEqual(made);
    expect(await loadSecrets(join(folder, "other"))).not.toEqual(made);
  });

  test.each(["{", "{}", '{"AUTH_SECRET":"short"}', '{"AUTH_SECRET":7}'])(
    "refuses a file that holds %s",
    async (text) => {
      writeFileSync(join(folder, "secrets.json"), text);
      await expect(loadSecrets(folder)).rejects.toThrow(/secrets\.json does not hold an AUTH_SECRET/);
    },
  );
});
