import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Snapshot } from "#lib/stripe-simulator/core/snapshot.ts";

const FORMAT = 1;
const OWNER_ONLY = 0o600;

export type SavedState = {
  readonly clockOffsetMs: number;
  /** Where the server was reached, which addresses of pages begin with. */
  readonly origin: string;
  readonly simulator: Snapshot;
};

export type StateFile = {
  /** What was saved last; null when nothing was. @throws when the file is not one of these */
  load(): Promise<SavedState | null>;
  /** Resolves when the state of now, or of a later moment, is on disk whole. */
  save(): Promise<void>;
};

/** Keeps a state in one JSON file, of which no reader ever sees half. Saves that come while one is made are made as one. */
export function openStateFile(path: string, stateOf: () => SavedState): StateFile {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const write = async () => {
    const text = JSON.stringify({ format: FORMAT, ...stateOf() });
    const unfinished = `${path}.${process.pid}`;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(unfinished, text, { mode: OWNER_ONLY });
    await rename(unfinished, path);
  };
  const start = () => {
    next = null;
    running = write().finally(() => {
      running = null;
    });
    return running;
  };
  return {
    load: () => readState(path),
    save: () => {
      if (!running) return start();
      next ??= running.then(start, start);
      return next;
    },
  };
}

async function readState(path: string): Promise<SavedState | null> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return null;
  const state = parse(text);
  if (state?.format !== FORMAT || typeof state.clockOffsetMs !== "number") {
    throw new Error(`${path} is not a state of this simulator. Delete it to start with nothing.`);
  }
  return state as SavedState & { format: number };
}

function parse(text: string): { format?: unknown; clockOffsetMs?: unknown } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
