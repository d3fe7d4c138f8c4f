// Runs on whatever Node the machine has, before anything is installed: plain JavaScript without dependencies.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { contentHash } from "./content-hash.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const NODE = join(ROOT, "node_modules/.bin/node");
const INSTALL_STAMP = join(ROOT, "node_modules/.weir-installed");
const CLIENT_STAMP = join(ROOT, "prisma/generated/.weir-generated");
const OLDEST_NODE = 20;
const PLATFORMS = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"];
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

let running = null;
let stoppedBy = null;

for (const signal of SIGNALS) {
  process.on(signal, () => {
    stoppedBy = signal;
    running?.kill(signal);
  });
}

const [entry, ...args] = process.argv.slice(2);
if (!entry) fail("Usage: node scripts/bootstrap.mjs <entry.ts> [arguments]");
checkMachine();
await installPackages();
await generateClient();
await runEntry(entry, args);

function checkMachine() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < OLDEST_NODE) fail(`Weir needs Node.js ${OLDEST_NODE} or newer; this is ${process.version}.`);
  const platform = `${process.platform}-${process.arch}`;
  if (PLATFORMS.includes(platform)) return;
  const advice = process.platform === "win32" ? " On Windows, use WSL." : "";
  fail(`Weir runs on ${PLATFORMS.join(", ")}; this is ${platform}.${advice}`);
}

async function installPackages() {
  const wanted = `${process.platform}-${process.arch} ${contentHash(ROOT, ["package-lock.json"])}`;
  if (existsSync(NODE) && read(INSTALL_STAMP) === wanted) return;
  if (!existsSync(NODE) || !isInstalled()) {
    say("Installing packages (npm ci)");
    const flags = ["--include=dev", "--ignore-scripts=false", "--no-audit", "--no-fund", "--loglevel=error"];
    await setUp("npm", ["ci", ...flags], environmentOfMachine());
    if (!existsSync(NODE)) fail(`npm ci did not install Node.js into ${NODE}.`);
  }
  writeFileSync(INSTALL_STAMP, wanted);
}

/** Whether npm itself noted that what the lock file wants is there, as after an `npm install` by hand. */
function isInstalled() {
  const noted = read(join(ROOT, "node_modules/.package-lock.json"));
  if (!noted) return false;
  const wanted = JSON.parse(read(join(ROOT, "package-lock.json"))).packages;
  const present = JSON.parse(noted).packages;
  return Object.keys({ ...wanted, ...present })
    .filter((path) => path !== "")
    .every((path) => (present[path] ? present[path].integrity === wanted[path]?.integrity : wanted[path].optional));
}

async function generateClient() {
  const wanted = contentHash(ROOT, ["prisma/schema", "prisma.config.ts", "package-lock.json"]);
  if (read(CLIENT_STAMP) === wanted) return;
  say("Generating the database client");
  await setUp(NODE, ["scripts/generate-client.mjs"], process.env);
  writeFileSync(CLIENT_STAMP, wanted);
}

async function runEntry(entry, args) {
  const tether = join(ROOT, "scripts/tethered.ts");
  const env = { ...process.env, PATH: [dirname(NODE), process.env.PATH].join(delimiter), WEIR_TETHER: "1" };
  // The channel lets the entry notice when this process is killed.
  const stdio = ["inherit", "inherit", "inherit", "ipc"];
  process.exit(await run(NODE, ["--import", tether, entry, ...args], { env, stdio }));
}

async function setUp(command, args, env) {
  const code = await run(command, args, { env, stdio: "inherit" });
  if (stoppedBy) await endBySignal(stoppedBy);
  if (code !== 0) fail(`${command} ${args[0]} failed: see above. Nothing was started.`);
}

function run(command, args, options) {
  return new Promise((resolve) => {
    running = spawn(command, args, { cwd: ROOT, ...options });
    running.once("error", (error) => fail(`${command} could not be started: ${error.message}`));
    running.once("exit", (code, signal) => (signal ? endBySignal(signal) : resolve(code ?? 1)));
  });
}

/** So that whoever started this process sees what really ended it. */
function endBySignal(signal) {
  for (const handled of SIGNALS) process.removeAllListeners(handled);
  process.kill(process.pid, signal);
  return new Promise(() => undefined);
}

/** npm ci replaces node_modules, so npm must not run on the Node.js that is in there. */
function environmentOfMachine() {
  const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.endsWith("node_modules/.bin"));
  return { ...process.env, PATH: path.join(delimiter) };
}

function read(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
