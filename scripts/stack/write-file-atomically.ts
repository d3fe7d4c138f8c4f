import { rename, writeFile } from "node:fs/promises";

const OWNER_ONLY = 0o600;

/** Writes a file that only its owner may read, so that no reader ever sees half of it. */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, text, { mode: OWNER_ONLY });
  await rename(unfinished, path);
}
