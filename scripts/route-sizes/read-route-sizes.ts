import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import type { RouteSize } from "./route-sizes-text.ts";

const REFERENCES = "page_client-reference-manifest.js";

type BuildManifest = { rootMainFiles: string[] };
type ReferenceManifest = { entryJSFiles: Record<string, string[]> };
type LoadableManifest = Record<string, { files: string[] }>;

/**
 * Reads from a production build what each screen of the console loads. Compressed as the server does it, with gzip;
 * polyfills are left out, for no browser that runs the console asks for them.
 */
export async function readRouteSizes(buildDir: string): Promise<RouteSize[]> {
  const { rootMainFiles }: BuildManifest = await readJson(join(buildDir, "build-manifest.json"));
  const appDir = join(buildDir, "server/app/(console)");
  const routes: RouteSize[] = [];
  for await (const file of glob(`**/${REFERENCES}`, { cwd: appDir })) {
    const pageDir = join(appDir, file.slice(0, -REFERENCES.length), "page");
    const first = new Set([...rootMainFiles, ...(await entryFiles(join(appDir, file)))]);
    const later = (await loadableFiles(pageDir)).filter((chunk) => !first.has(chunk));
    routes.push({
      route: `/${file.slice(0, -REFERENCES.length - 1)}`,
      firstBytes: await compressedBytes(buildDir, first),
      laterBytes: await compressedBytes(buildDir, new Set(later)),
    });
  }
  return routes;
}

/** The manifest is a script that leaves its content in a global. */
async function entryFiles(path: string): Promise<string[]> {
  const sandbox: { __RSC_MANIFEST?: Record<string, ReferenceManifest> } & Record<string, unknown> = {};
  runInNewContext(`globalThis.globalThis = globalThis;${await readFile(path, "utf8")}`, sandbox);
  return Object.values(sandbox.__RSC_MANIFEST ?? {}).flatMap(({ entryJSFiles }) => Object.values(entryJSFiles).flat());
}

async function loadableFiles(pageDir: string): Promise<string[]> {
  const manifest: LoadableManifest = await readJson<LoadableManifest>(
    join(pageDir, "react-loadable-manifest.json"),
  ).catch(() => ({}));
  return Object.values(manifest).flatMap(({ files }) => files);
}

async function compressedBytes(buildDir: string, files: ReadonlySet<string>): Promise<number> {
  let bytes = 0;
  for (const file of files) {
    if (file.endsWith(".js")) bytes += gzipSync(await readFile(join(buildDir, file))).length;
  }
  return bytes;
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, "utf8"));
}
