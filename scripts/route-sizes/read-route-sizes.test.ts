import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readRouteSizes } from "./read-route-sizes.ts";

let buildDir: string;

beforeEach(async () => {
  buildDir = await mkdtemp(join(tmpdir(), "route-sizes-"));
});

afterEach(() => rm(buildDir, { recursive: true }));

async function write(path: string, content: string): Promise<number> {
  await mkdir(dirname(join(buildDir, path)), { recursive: true });
  await writeFile(join(buildDir, path), content);
  return gzipSync(content).length;
}

it("counts what a page loads at once, each chunk once, apart from what comes later", async () => {
  const root = await write("static/root.js", "the framework");
  const shell = await write("static/shell.js", "the frame of every screen, and more");
  const chart = await write("static/chart.js", "a chart that is not needed at once");
  await write("static/shell.css", "p {}");
  await write("build-manifest.json", JSON.stringify({ rootMainFiles: ["static/root.js"] }));
  const entryJSFiles = { layout: ["static/shell.js", "static/root.js"], page: ["static/shell.js", "static/shell.css"] };
  const page = "server/app/(console)/[workspace]/usage/page";
  await write(
    `${page}_client-reference-manifest.js`,
    `globalThis.__RSC_MANIFEST = globalThis.__RSC_MANIFEST || {};
globalThis.__RSC_MANIFEST["/usage/page"] = ${JSON.stringify({ entryJSFiles })};`,
  );
  const loadable = { chart: { files: ["static/chart.js", "static/shell.js"] } };
  await write(`${page}/react-loadable-manifest.json`, JSON.stringify(loadable));
  expect(await readRouteSizes(buildDir)).toEqual([
    { route: "/[workspace]/usage", firstBytes: root + shell, laterBytes: chart },
  ]);
});
