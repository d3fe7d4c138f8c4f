import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { keptPassword, newPassword } from "./database-password.ts";
import { type PostgresAccount, postgresAccount } from "./postgres-account.ts";
import { postgresBinaries } from "./postgres-binaries.ts";
import { isReachableByOthers, publicFolderFor } from "./public-folder.ts";

const run = promisify(execFile);
const USER = "weir";
const IS_READY = "database system is ready to accept connections";
const LONGEST_STOP_MS = 8_000;
const SETTINGS = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "lc_messages=C", "max_connections=200"];
/** For databases that are thrown away: a power failure may cost all of it. */
const SCRATCH_SETTINGS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

export type EmbeddedDatabase = {
  /** Where the files are, which is elsewhere than asked when the server's account cannot reach that. */
  dataDir: string;
  /** The connection string of a database on this server. */
  urlOf(database: string): string;
  /** Settles when the server is gone, whoever stopped it. */
  exited: Promise<void>;
  stop(): Promise<void>;
};

/** Starts the real PostgreSQL that ships inside npm packages, for development, tests and the demo. */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  port: number;
  /** Deletes what is there and starts over. */
  isFresh?: boolean;
  /** Trades durability for speed. */
  isScratch?: boolean;
  onLog?: (text: string) => void;
}): Promise<EmbeddedDatabase> {
  const account = await postgresAccount();
  const dataDir = await embeddedDataDir(options.dataDir);
  await refuseRunningServer(dataDir);
  if (options.isFresh) await rm(dataDir, { recursive: true, force: true });
  const binaries = await postgresBinaries(account !== null);
  // Its superuser may run programs, so no other account of this machine may become it.
  const password = options.isScratch ? newPassword() : await keptPassword(`${resolve(options.dataDir)}.password`);
  if (!(await isPresent(join(dataDir, "PG_VERSION"))))
    await initialise(binaries.initdb, { dataDir, account, password });

  const settings = [...SETTINGS, ...(options.isScratch ? SCRATCH_SETTINGS : [])].flatMap((setting) => ["-c", setting]);
  const server = spawn(binaries.postgres, ["-D", dataDir, "-p", String(options.port), ...settings], {
    ...account,
    cwd: "/",
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
  });
  const exited = new Promise<void>((resolve) => server.once("close", () => resolve()));
  await untilReady(server, options.onLog).catch((cause) => {
    throw new Error(`PostgreSQL did not start in ${dataDir}.`, { cause });
  });
  return {
    dataDir,
    urlOf: (database) => `postgresql://${USER}:${password}@127.0.0.1:${options.port}/${database}`,
    exited,
    stop: () => stopServer(server, exited),
  };
}

/** Where the files of a database go: as root, a folder that the server's account can reach. */
async function embeddedDataDir(wanted: string): Promise<string> {
  const path = resolve(wanted);
  await mkdir(dirname(path), { recursive: true });
  if (process.getuid?.() !== 0 || (await isReachableByOthers(path))) return path;
  return join(await publicFolderFor(path), "data");
}

async function refuseRunningServer(dataDir: string): Promise<void> {
  const pidFile = (await readFile(join(dataDir, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const [pid, port] = [Number(pidFile[0]), Number(pidFile[3])];
  if (!pid || !port || !(await isAnswering(port))) return;
  throw new Error(
    `The database in ${dataDir} is already running on port ${port} (process ${pid}), for another copy or left behind by ` +
      `one that was killed. Stop that copy (or: kill -INT ${pid}), or set DATA_DIR to another folder.`,
  );
}

function isAnswering(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** Made beside its place and then moved, so that an interrupted attempt is never taken for a database. */
async function initialise(
  initdb: string,
  { dataDir, account, password }: { dataDir: string; account: PostgresAccount | null; password: string },
): Promise<void> {
  const unfinished = `${dataDir}-unfinished`;
  const passwordFile = `${unfinished}.password`;
  await Promise.all([unfinished, passwordFile].map((path) => rm(path, { recursive: true, force: true })));
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600, flag: "wx" });
  if (account) await Promise.all([unfinished, passwordFile].map((path) => chown(path, account.uid, account.gid)));
  const flags = ["--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", `--username=${USER}`];
  const places = [`--pgdata=${unfinished}`, `--pwfile=${passwordFile}`];
  const environment = { ...process.env, LC_ALL: "C", TZ: "UTC" };
  await run(initdb, [...flags, ...places], { ...account, cwd: "/", env: environment }).finally(() => rm(passwordFile));
  await rm(dataDir, { recursive: true, force: true });
  await rename(unfinished, dataDir);
}

function untilReady(server: ChildProcess, onLog: ((text: string) => void) | undefined): Promise<void> {
  const lastMessages: string[] = [];
  return new Promise((resolve, reject) => {
    server.stderr?.setEncoding("utf8").on("data", (text: string) => {
      onLog?.(text);
      lastMessages.splice(0, lastMessages.length - 8);
      lastMessages.push(text);
      if (text.includes(IS_READY)) resolve();
    });
    server.once("error", reject);
    server.once("close", () => reject(new Error(lastMessages.join("").trim())));
  });
}

async function stopServer(server: ChildProcess, exited: Promise<void>): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return exited;
  // PostgreSQL reads SIGINT as "end every connection and stop", SIGQUIT as "at once, and recover at the next start".
  server.kill("SIGINT");
  const impatience = setTimeout(() => server.kill("SIGQUIT"), LONGEST_STOP_MS);
  await once(server, "exit").finally(() => clearTimeout(impatience));
  await exited;
}

async function isPresent(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
