import { builtinModules } from "node:module";
import { posix } from "node:path";
import { GUARDED_PACKAGES, type Layer, layerOf, TYPES_ONLY } from "./import-table.ts";

export type SourceFile = { readonly path: string; readonly text: string };

type Import = { readonly specifier: string; readonly isTypeOnly: boolean };

const IMPORT =
  /^\s*(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm;

/** Every import of a file, value or type, static or dynamic. */
export function importsOf(text: string): Import[] {
  return [...text.matchAll(IMPORT)].map(([, type, fixed, dynamic]) => ({
    specifier: fixed ?? dynamic ?? "",
    isTypeOnly: type !== undefined,
  }));
}

/** The imports of a file that the table forbids, in words. */
export function findViolations(file: SourceFile): string[] {
  const layer = layerOf(file.path);
  if (!layer) return [];
  return importsOf(file.text).flatMap((found) => {
    const reason = refusalOf(layer, file.path, found);
    return reason ? [`${file.path} imports ${found.specifier}: ${reason}`] : [];
  });
}

/** Groups of files that import each other in a circle, types aside. */
export function findCycles(files: readonly SourceFile[]): string[][] {
  const known = new Set(files.map((file) => file.path));
  const edges = new Map(
    files.map((file) => [
      file.path,
      importsOf(file.text)
        .filter((found) => !found.isTypeOnly)
        .map((found) => resolveImport(file.path, found.specifier))
        .filter((path) => path !== null && known.has(path)) as string[],
    ]),
  );
  const state = new Map<string, "open" | "done">();
  const cycles: string[][] = [];
  const visit = (path: string, trail: readonly string[]) => {
    if (state.get(path) === "done") return;
    if (state.get(path) === "open") {
      cycles.push([...trail.slice(trail.indexOf(path)), path]);
      return;
    }
    state.set(path, "open");
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    state.set(path, "done");
  };
  for (const file of files) visit(file.path, []);
  return cycles;
}

function refusalOf(layer: Layer, path: string, { specifier, isTypeOnly }: Import): string | null {
  if (specifier.startsWith("../")) return "parent folders are imported from the root";
  const target = resolveImport(path, specifier);
  if (target === null) return packageRefusal(layer, specifier);
  const allowed = [layer.path, ...layer.layers].some(
    (allowedPath) => target === allowedPath || target.startsWith(`${allowedPath}/`),
  );
  if (!allowed) return `${layer.path} may not import it`;
  const isTypesOnly = TYPES_ONLY.some(({ from, to }) => from === layer.path && target.startsWith(`${to}/`));
  return isTypesOnly && !isTypeOnly ? `${layer.path} may import only its types` : null;
}

function packageRefusal(layer: Layer, specifier: string): string | null {
  if (specifier.startsWith("node:") || builtinModules.includes(specifier)) {
    return layer.path === "lib/domain" ? "the domain runs in browsers too" : null;
  }
  if (layer.path === "lib/domain") return "the domain uses no packages";
  const name = GUARDED_PACKAGES.find((guarded) => specifier === guarded || specifier.startsWith(`${guarded}/`));
  return name && !layer.packages.includes(name) ? `${layer.path} may not use this package` : null;
}

/** The path from the root that a specifier leads to; null for a package. */
function resolveImport(path: string, specifier: string): string | null {
  if (specifier.startsWith("#")) return specifier.slice(1);
  if (specifier.startsWith(".")) return posix.join(posix.dirname(path), specifier);
  return null;
}
