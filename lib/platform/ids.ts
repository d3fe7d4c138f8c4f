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
} as const;

export type IdKind = keyof typeof PREFIXES;

/** A prefixed id that sorts by the instant it was made at: "key_01h455vb4pex5vsknk084sn02q". */
export function newId(kind: IdKind, now: Date): string {
  return TypeID.fromUUID(PREFIXES[kind], uuidV7({ msecs: now.getTime() })).toString();
}

/** A time-ordered request id (UUID version 7) whose first 48 bits are the instant in milliseconds. */
export function newRequestId(now: Date): string {
  return uuidV7({ msecs: now.getTime() });
}
