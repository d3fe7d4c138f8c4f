import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const NAME = "postgres";

export type PostgresAccount = { uid: number; gid: number };

/** PostgreSQL refuses to run as root: root lends it an account of its own, made when missing. Null for anyone else. */
export async function postgresAccount(): Promise<PostgresAccount | null> {
  if (process.getuid?.() !== 0) return null;
  const existing = await findAccount();
  if (existing) return existing;
  try {
    await run("groupadd", ["--system", NAME]).catch(() => undefined);
    await run("useradd", ["--system", "--gid", NAME, "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]);
  } catch (error) {
    throw new Error(`PostgreSQL cannot run as root, and the account "${NAME}" could not be made for it.`, {
      cause: error,
    });
  }
  const made = await findAccount();
  if (!made) throw new Error(`The account "${NAME}" was made for PostgreSQL, but cannot be found.`);
  return made;
}

async function findAccount(): Promise<PostgresAccount | null> {
  try {
    const [uid, gid] = await Promise.all([run("id", ["-u", NAME]), run("id", ["-g", NAME])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}
