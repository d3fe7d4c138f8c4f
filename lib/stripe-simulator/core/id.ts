import { randomBytes } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** A new id: the prefix, an underscore and a random tail, for example `newId("cus", 14)`. */
export function newId(prefix: string, length = 24): string {
  return `${prefix}_${randomTail(length)}`;
}

/** Random letters and digits. */
export function randomTail(length: number): string {
  let tail = "";
  for (const byte of randomBytes(length)) tail += ALPHABET[byte % ALPHABET.length];
  return tail;
}
