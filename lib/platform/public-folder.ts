import { createHash } from "node:crypto";
import { chmod, mkdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const EXECUTE_BY_OTHERS = 0o001;
const OTHERS_MAY_ENTER = 0o755;

/** Whether an account that owns none of the folders above a path can still get to it. */
export async function isReachableByOthers(path: string): Promise<boolean> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => null);
    if (found && (found.mode & EXECUTE_BY_OTHERS) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** A folder under the system's temporary folder that belongs to us and that other accounts can enter: always the same one for a subject. */
export async function publicFolderFor(subject: string): Promise<string> {
  const folder = join(tmpdir(), `weir-${createHash("sha256").update(subject).digest("hex").slice(0, 12)}`);
  await mkdir(folder, { recursive: true });
  const { uid } = await stat(folder);
  if (uid !== process.getuid?.()) throw new Error(`${folder} belongs to someone else. Remove it or set TMPDIR.`);
  await chmod(folder, OTHERS_MAY_ENTER);
  return folder;
}
