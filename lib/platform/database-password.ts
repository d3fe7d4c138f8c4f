import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";

const OWNER_ONLY = 0o600;
const PASSWORD_BYTES = 24;

/** The password kept in a file that only its owner can read, made on first use. */
export async function keptPassword(path: string): Promise<string> {
  const kept = await readFile(path, "utf8").catch(() => null);
  if (kept !== null) return kept.trim();
  const password = newPassword();
  await writeFile(path, `${password}\n`, { mode: OWNER_ONLY, flag: "wx" });
  return password;
}

export function newPassword(): string {
  return randomBytes(PASSWORD_BYTES).toString("base64url");
}
