import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** A fingerprint of files and whole folders: names and contents, never times, so that a copy of a checkout has the same one. */
export function contentHash(root, paths) {
  const hash = createHash("sha256");
  for (const path of paths.flatMap((path) => filesAt(root, path)).sort()) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update("\0");
  }
  return hash.digest("hex");
}

const IGNORED = new Set(["node_modules", "generated"]);

function filesAt(root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .filter((name) => !IGNORED.has(name))
    .flatMap((name) => filesAt(root, `${path}/${name}`));
}
