import { randomBytes } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomically } from "./write-file-atomically.ts";

export type Secrets = { AUTH_SECRET: string };

const SHORTEST_SECRET = 32;

/** The secrets of a data folder, made once and readable by its owner only. */
export async function loadSecrets(dataPath: string): Promise<Secrets> {
  const path = join(dataPath, "secrets.json");
  const existing = await readFile(path, "utf8").catch(() => null);
  if (existing !== null) return parseSecrets(path, existing);
  await mkdir(dataPath, { recursive: true });
  const made: Secrets = { AUTH_SECRET: randomBytes(SHORTEST_SECRET).toString("base64url") };
  await writeFileAtomically(path, `${JSON.stringify(made, null, 2)}\n`);
  return made;
}

function parseSecrets(path: string, text: string): Secrets {
  try {
    const { AUTH_SECRET } = JSON.parse(text);
    if (typeof AUTH_SECRET === "string" && AUTH_SECRET.length >= SHORTEST_SECRET) return { AUTH_SECRET };
  } catch {
    // Falls through to the message below: what is in there, and why it cannot be read, must not be printed.
  }
  throw new Error(`${path} does not hold an AUTH_SECRET. Delete it to have a new one made; everyone is signed out.`);
}
