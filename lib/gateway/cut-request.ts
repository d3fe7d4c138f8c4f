import { log } from "#lib/platform/log.ts";
import type { RequestRecord } from "./request-record.ts";

/** Ends a request where it is, or as soon as its model server begins to answer. Does not throw. */
export function cutRequest(record: RequestRecord): void {
  record.isCut = true;
  try {
    record.cut?.();
  } catch (error) {
    log.error("request.cut_failed", error, { requestId: record.requestId });
  }
}
