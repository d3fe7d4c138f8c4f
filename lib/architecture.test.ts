import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { findCycles, findViolations, type SourceFile } from "#scripts/architecture/find-violations.ts";
import { GUARDED_PACKAGES, IMPORT_TABLE, type Layer } from "#scripts/architecture/import-table.ts";
import { lintOverrides } from "#scripts/architecture/lint-overrides.ts";

const ROOTS = "{app,components,lib,prisma,scripts,e2e,bench}";
const FILES: SourceFile[] = globSync(`${ROOTS}/**/*.{ts,tsx}`)
  .filter((path) => !path.startsWith("prisma/generated/"))
  .map((path) => ({ path, text: readFileSync(path, "utf8") }));
const CODE = FILES.filter((file) => !/\.(test|spec)\.tsx?$/.test(file.path));

const fileIn = (path: string) => (path.endsWith(".ts") ? path : `${path}/planted.ts`);

/** What a layer must not and what it may import, one of each kind. */
function importsFor(layer: Layer): { wrong: string[]; right: string[] } {
  const known = new Set([layer.path, ...layer.layers]);
  const others = IMPORT_TABLE.map((other) => other.path).filter((other) => !known.has(other));
  const beside = layer.path.endsWith(".ts") ? [] : ["./beside.ts"];
  const forbiddenPackages = GUARDED_PACKAGES.filter((name) => !layer.packages.includes(name));
  return {
    wrong: [...others.map((other) => `#${fileIn(other)}`), ...forbiddenPackages, "../elsewhere.ts"],
    right: [...layer.layers.map((other) => `#${fileIn(other)}`), ...layer.packages, ...beside],
  };
}

/** Lints a folder that holds one planted file for each layer; the result says which imports of which were refused. */
function lintPlantedFiles(): Map<string, string[]> {
  const root = mkdtempSync(join(tmpdir(), "weir-lint-"));
  try {
    const { vcs: _, ...config } = JSON.parse(readFileSync("biome.json", "utf8")) as Record<string, unknown>;
    writeFileSync(join(root, "biome.json"), JSON.stringify(config));
    for (const layer of IMPORT_TABLE) {
      const { wrong, right } = importsFor(layer);
      mkdirSync(dirname(join(root, fileIn(layer.path))), { recursive: true });
      const lines = [...wrong, ...right].map((specifier, index) => `import value${index} from "${specifier}";`);
      writeFileSync(join(root, fileIn(layer.path)), lines.join("\n"));
    }
    const biome = resolve("node_modules/@biomejs/biome/bin/biome");
    const flags = ["lint", "--only=style/noRestrictedImports", "--reporter=github", "--max-diagnostics=none", "."];
    const { stdout } = spawnSync(process.execPath, [biome, ...flags], { cwd: root, encoding: "utf8" });
    const refused = [...stdout.matchAll(/file=([^,]+),line=(\d+)/g)];
    return new Map(
      IMPORT_TABLE.map((layer) => {
        const { wrong, right } = importsFor(layer);
        const lines = refused
          .filter(([, file]) => file?.endsWith(fileIn(layer.path)))
          .map(([, , line]) => Number(line));
        return [layer.path, [...wrong, ...right].filter((_, index) => lines.includes(index + 1))];
      }),
    );
  } finally {
    rmSync(root, { recursive: true });
  }
}

describe("imports", () => {
  test("every file of the house keeps to the import table", () => {
    expect(FILES.length).toBeGreaterThan(100);
    expect(FILES.flatMap(findViolations)).toEqual([]);
  });

  test("no files import each other in a circle", () => {
    expect(findCycles(FILES)).toEqual([]);
    const circle = [
      { path: "lib/domain/one.ts", text: 'import { two } from "./two.ts";' },
      { path: "lib/domain/two.ts", text: 'import { one } from "#lib/domain/one.ts";' },
    ];
    expect(findCycles(circle)).toHaveLength(1);
  });

  test("the linter says what the table says", () => {
    const { overrides } = JSON.parse(readFileSync("biome.json", "utf8")) as { overrides: unknown[] };
    expect(overrides.filter((override) => JSON.stringify(override).includes("noRestrictedImports"))).toEqual(
      lintOverrides(),
    );
  });

  const refusedByLint = lintPlantedFiles();

  test.each(IMPORT_TABLE.map((layer) => [layer.path, layer] as const))(
    "a wrong import planted in %s fails the linter",
    (path, layer) => {
      expect(refusedByLint.get(path)).toEqual(importsFor(layer).wrong);
    },
  );

  test.each(IMPORT_TABLE.map((layer) => [layer.path, layer] as const))(
    "a wrong import planted in %s fails this test",
    (path, layer) => {
      const { wrong, right } = importsFor(layer);
      const found = (specifier: string) =>
        findViolations({ path: fileIn(path), text: `import type { x } from "${specifier}";` });
      expect(wrong.filter((specifier) => found(specifier).length === 0)).toEqual([]);
      expect(right.flatMap(found)).toEqual([]);
    },
  );

  test("components may know a view's type and nothing else of it", () => {
    const path = "components/usage/planted.tsx";
    expect(findViolations({ path, text: 'import type { View } from "#lib/views/usage-page.ts";' })).toEqual([]);
    expect(findViolations({ path, text: 'import { load } from "#lib/views/usage-page.ts";' })).toHaveLength(1);
  });
});

/** The lines of code files, outside the ones named, that match. */
function linesMatching(pattern: RegExp, options: { within: RegExp; except?: readonly string[] }): string[] {
  return CODE.filter((file) => options.within.test(file.path) && !options.except?.includes(file.path)).flatMap((file) =>
    file.text
      .split("\n")
      .flatMap((line, index) => (pattern.test(line) ? [`${file.path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

/** A verb that is given a context, which no command or view of a workspace goes without. */
const ASKS_IN_A_WORKSPACE = /export (?:async )?function \w+\(\s*ctx: Context/;

describe("habits", () => {
  test("only the clock reads the clock", () => {
    const clock = /new Date\(\)|\bDate\.now\(|performance\.now\(/;
    expect(
      linesMatching(clock, { within: /^(app|components|lib|prisma)\//, except: ["lib/platform/clock.ts"] }),
    ).toEqual([]);
    expect("new Date()").toMatch(clock);
  });

  test("the environment is read in one place, and by programs at their start", () => {
    const allowed = [
      "lib/platform/env.ts",
      "lib/platform/embedded-postgres.ts",
      "lib/fleet/simulator/main.ts",
      "prisma/testing/database-server.ts",
    ];
    expect(linesMatching(/process\.env\b/, { within: /^(app|components|lib|prisma)\//, except: allowed })).toEqual([]);
  });

  test("no float arithmetic near money", () => {
    expect(
      linesMatching(/parseFloat\(|\.toFixed\(/, { within: /^lib\//, except: ["lib/domain/format-compact-count.ts"] }),
    ).toEqual([]);
  });

  test("dates of the domain are read in UTC", () => {
    expect(
      linesMatching(/\.(get|set)(Month|Date|FullYear|Hours|Day)\(/, { within: /^(lib|components|prisma)\// }),
    ).toEqual([]);
  });

  test("every command and view of a workspace asks for permission before it waits for anything", () => {
    const verbs = CODE.filter(
      (file) => /^lib\/(commands|views)\//.test(file.path) && ASKS_IN_A_WORKSPACE.test(file.text),
    );
    expect(verbs.length).toBeGreaterThan(3);
    const late = verbs.filter((file) => {
      const body = file.text.slice(file.text.search(ASKS_IN_A_WORKSPACE));
      const asked = body.indexOf("requirePermission(");
      const waits = body.indexOf("await ");
      return asked === -1 || (waits !== -1 && waits < asked);
    });
    expect(late.map((file) => file.path)).toEqual([]);
  });

  test("files stay small", () => {
    const long = FILES.filter((file) => file.text.split("\n").length > 251).map((file) => file.path);
    expect(long).toEqual([]);
  });

  test("names say what a file holds", () => {
    const vague = FILES.filter((file) =>
      /(^|\/)(utils?|helpers?|common|misc|index|types|[^/]*-v\d+)(\.tsx?|\/)/.test(file.path),
    );
    expect(vague.map((file) => file.path)).toEqual([]);
  });
});
