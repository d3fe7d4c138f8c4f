import { randomFillSync } from "node:crypto";
import { TypeID } from "typeid-js";
import { v7 as uuidV7 } from "uuid";

const PREFIXES = {
  workspace: "ws",
  user: "user",
  apiKey: "key",
  deployment: "dep",
  auditEntry: "audit",
  creditEntry: "entry",
  signInAttempt: "attempt",
  localMail: "mail",
  quote: "quote",
  topUp: "topup",
  priceVersion: "price",
  webhookDelivery: "dlv",
  invoice: "inv",
  creditNote: "cn",
} as const;

export type IdKind = keyof typeof PREFIXES;

/** A prefixed id that sorts by the instant it was made at: "key_01h455vb4pex5vsknk084sn02q". */
export function newId(kind: IdKind, now: Date): string {
  return TypeID.fromUUID(PREFIXES[kind], uuidV7({ msecs: now.getTime() })).toString();
}

/** Random bytes are drawn for many ids at once: one draw costs as much as a hundred ids. */
const RANDOM_BYTES = 16;
const pool = Buffer.alloc(RANDOM_BYTES * 256);
let used = pool.length;

/** A time-ordered request id (UUID version 7) whose first 48 bits are the instant in milliseconds. */
export function newRequestId(now: Date): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += RANDOM_BYTES;
  return uuidV7({ msecs: now.getTime(), random: pool.subarray(used - RANDOM_BYTES, used) });
}
