import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { contentHash } from "./content-hash.mjs";

let root = "";
const write = (path: string, text: string) => writeFileSync(join(root, path), text);
const hash = () => contentHash(root, ["app", "package-lock.json", "missing"]);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "weir-hash-"));
  mkdirSync(join(root, "app/deep"), { recursive: true });
  write("app/page.tsx", "page");
  write("app/deep/row.tsx", "row");
  write("package-lock.json", "{}");
});
afterEach(() => rmSync(root, { recursive: true }));

describe("contentHash", () => {
  test("does not depend on when files were written", () => {
    const before = hash();
    utimesSync(join(root, "app/page.tsx"), 1, 1);
    expect(hash()).toBe(before);
  });

  test("changes with a file's content, name, absence and arrival", () => {
    const seen = [hash()];
    const see = (change: () => void) => {
      change();
      seen.push(hash());
    };
    see(() => write("app/deep/row.tsx", "rows"));
    see(() => renameSync(join(root, "app/page.tsx"), join(root, "app/pages.tsx")));
    see(() => rmSync(join(root, "package-lock.json")));
    see(() => write("missing", "no longer"));
    expect(new Set(seen).size).toBe(5);
  });

  test("looks at nothing but the paths asked for, nor at what is generated", () => {
    const before = hash();
    write("other.ts", "other");
    mkdirSync(join(root, "app/generated"));
    write("app/generated/client.ts", "client");
    expect(hash()).toBe(before);
  });
});
