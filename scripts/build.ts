import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { contentHash } from "./content-hash.mjs";
import { withExclusiveLock } from "./with-exclusive-lock.ts";

const STAMP = ".next/weir-build";
const LOCK = "node_modules/.weir-building";
const INPUTS = [
  "app",
  "components",
  "lib",
  "prisma/schema",
  "proxy.ts",
  "public",
  "instrumentation.ts",
  "next.config.ts",
  "package.json",
  "package-lock.json",
  "postcss.config.mjs",
  "tsconfig.json",
];

if (import.meta.main) {
  const isBuilt = await withExclusiveLock(LOCK, ensureBuild);
  process.exit(isBuilt ? 0 : 1);
}

/** Builds the console unless the present build was made from exactly these files. */
async function ensureBuild(): Promise<boolean> {
  const wanted = `${process.version} ${contentHash(".", INPUTS)}`;
  if ((await readFile(STAMP, "utf8").catch(() => "")) === wanted) {
    process.stdout.write("The build is current.\n");
    return true;
  }
  await rm(STAMP, { force: true });
  const next = spawn(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  const [code] = await once(next, "exit");
  if (code === 0) await writeFile(STAMP, wanted);
  return code === 0;
}
