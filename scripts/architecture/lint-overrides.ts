import { GUARDED_PACKAGES, IMPORT_TABLE, type Layer } from "./import-table.ts";

/** The import table in the linter's words: what biome.json must say. */
export function lintOverrides() {
  return IMPORT_TABLE.map((layer) => ({
    includes: [...filesOf(layer), "!**/*.test.ts", "!**/*.test.tsx"],
    linter: { rules: { style: { noRestrictedImports: { level: "error", options: { patterns: patternsOf(layer) } } } } },
  }));
}

function patternsOf(layer: Layer) {
  const allowed = [layer.path, ...layer.layers].map((path) => `!#${path.endsWith(".ts") ? path : `${path}/**`}`);
  const forbiddenPackages = GUARDED_PACKAGES.filter((name) => !layer.packages.includes(name));
  return [
    {
      group: ["#*/**", "#*.ts", ...allowed],
      message: `${layer.path} may not import this layer: see the import table in ARCHITECTURE.md.`,
    },
    { group: ["..", "../**"], message: "Import across folders from the root: #lib/…, #components/…" },
    {
      group: forbiddenPackages.flatMap((name) => [name, `${name}/**`]),
      message: `${layer.path} may not use this package: see the import table in ARCHITECTURE.md.`,
    },
  ];
}

function filesOf(layer: Layer): string[] {
  return layer.path.endsWith(".ts") ? [layer.path] : [`${layer.path}/**`];
}
