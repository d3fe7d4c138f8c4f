import { spawn } from "node:child_process";
import { onStopSignal } from "#lib/platform/on-stop-signal.ts";

/** Runs a program again whenever a file that it imports changes. This process, which is tethered, stands in for the watcher. */
const [entry = ""] = process.argv.slice(2);
const watcher = spawn(process.execPath, ["--watch", "--watch-preserve-output", entry], { stdio: "inherit" });
onStopSignal(() => watcher.kill("SIGTERM"));
watcher.once("exit", (code) => process.exit(code ?? 1));
