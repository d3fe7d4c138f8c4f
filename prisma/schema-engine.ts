import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { DiffTarget, MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import { SchemaPg } from "./schema-adapter.ts";

const PRISMA_DIR = fileURLToPath(new URL(".", import.meta.url));
const FILTERS = { externalTables: [], externalEnums: [] };
const BINDINGS: string = "@prisma/schema-engine-wasm/schema_engine_bg";
const LOCKFILE = 'provider = "postgresql"\n';

type Bindings = { SchemaEngine: { new: (...args: unknown[]) => Promise<SchemaEngine> } };

let loadedBindings: Promise<Bindings> | undefined;

/** Lends Prisma's schema engine, as WebAssembly: it applies and compares migrations without downloading a binary. */
async function withSchemaEngine<T>(databaseUrl: string, use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  loadedBindings ??= loadBindings();
  const { SchemaEngine } = await loadedBindings;
  const adapter = new SchemaPg(databaseUrl);
  const engine = await SchemaEngine.new(
    { datamodels: (await readSchemaFiles()).map(({ path, content }) => [path, content]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
  try {
    return await use(engine);
  } finally {
    engine.free();
    await adapter.dispose();
  }
}

/** The bindings cache views of one instance's memory, so a process may only ever load one. */
async function loadBindings(): Promise<Bindings> {
  const bindings = await import(BINDINGS);
  const bindingsPath = createRequire(import.meta.url).resolve(BINDINGS);
  const module = await WebAssembly.compile(await readFile(bindingsPath.replace(/\.js$/, ".wasm")));
  const instance = await WebAssembly.instantiate(module, { "./schema_engine_bg.js": withoutLingeringTimers(bindings) });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return bindings;
}

/** The engine never clears the timer that bounds its wait for the migration lock: it would hold a finished process for 10 s. */
function withoutLingeringTimers(bindings: WebAssembly.ModuleImports): WebAssembly.ModuleImports {
  const setTimer = Object.keys(bindings).find((name) => name.startsWith("__wbg_setTimeout_"));
  if (!setTimer) return bindings;
  return { ...bindings, [setTimer]: (run: () => void, ms: number) => setTimeout(run, ms).unref() };
}

/** Applies every migration that the database has not had yet and returns their names. */
export async function applyMigrations(databaseUrl: string): Promise<string[]> {
  const migrationsList = await readMigrations();
  return withSchemaEngine(databaseUrl, async (engine) => {
    const result = await engine.applyMigrations({ migrationsList, filters: FILTERS });
    return result.appliedMigrationNames;
  });
}

/** The SQL that leads from one state of the schema to another, empty when they are the same. */
export async function diffSchema(databaseUrl: string, from: DiffTarget, to: DiffTarget): Promise<string> {
  return withSchemaEngine(databaseUrl, async (engine) => {
    const result = await engine.diff({ from, to, script: true, exitCode: null, filters: FILTERS });
    const sql = result.stdout?.trim() ?? "";
    return sql === "-- This is an empty migration." ? "" : sql;
  });
}

/** The connected database as it is, as one side of a comparison. */
export async function databaseAsTarget(): Promise<DiffTarget> {
  return { tag: "schemaDatasource", files: await readSchemaFiles(), configDir: PRISMA_DIR };
}

/** The schema as written in prisma/schema, as the other side. */
export async function schemaAsTarget(): Promise<DiffTarget> {
  return { tag: "schemaDatamodel", files: await readSchemaFiles() };
}

async function readSchemaFiles(): Promise<{ path: string; content: string }[]> {
  const dir = join(PRISMA_DIR, "schema");
  const names = (await readdir(dir)).filter((name) => name.endsWith(".prisma")).sort();
  return Promise.all(
    names.map(async (name) => ({ path: join(dir, name), content: await readFile(join(dir, name), "utf8") })),
  );
}

async function readMigrations(): Promise<MigrationList> {
  const baseDir = join(PRISMA_DIR, "migrations");
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const migrationDirectories = await Promise.all(
    names.map(async (path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok" as const, value: await readFile(join(baseDir, path, "migration.sql"), "utf8") },
      },
    })),
  );
  return {
    baseDir,
    lockfile: { path: "migration_lock.toml", content: LOCKFILE },
    shadowDbInitScript: "",
    migrationDirectories,
  };
}
