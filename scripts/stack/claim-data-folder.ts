import { createHash } from "node:crypto";
import { mkdir, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tryExclusiveLock } from "#scripts/try-exclusive-lock.ts";

/** Makes a data folder this process's own until it lets go or ends. @throws when another copy runs on it */
export async function claimDataFolder(dataPath: string, dataDir: string): Promise<() => void> {
  await mkdir(dataPath, { recursive: true });
  // Not inside the folder: the path of a socket may have little more than a hundred characters.
  const name = createHash("sha256")
    .update(await realpath(dataPath))
    .digest("hex")
    .slice(0, 16);
  const release = await tryExclusiveLock(join(tmpdir(), `weir-${name}.lock`));
  if (release) return release;
  throw new Error(`Another copy runs on the data folder ${dataDir}. Stop it, or choose another folder with DATA_DIR.`);
}
