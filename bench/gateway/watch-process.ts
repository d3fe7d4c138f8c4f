import { readFileSync } from "node:fs";

const TICKS_A_SECOND = 100;
const PAGE_BYTES = 4_096;

/** Milliseconds of processor time that a process has used so far; null where the system does not tell (only Linux does). */
export function processorMs(pid: number): number | null {
  const fields = read(`/proc/${pid}/stat`)?.split(") ").at(-1)?.split(" ");
  if (!fields) return null;
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_A_SECOND;
}

/** Bytes of memory that a process holds at the moment (its resident set); null where the system does not tell. */
export function residentBytes(pid: number): number | null {
  const pages = read(`/proc/${pid}/statm`)?.split(" ")[1];
  return pages === undefined ? null : Number(pages) * PAGE_BYTES;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
