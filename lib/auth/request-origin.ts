import { systemClock } from "#lib/platform/clock.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { clientIp } from "./client-ip.ts";

const MAX_USER_AGENT_LENGTH = 300;

/** Where a request came from, as written into sessions and audit entries. */
export type RequestOrigin = { ip: string | null; userAgent: string | null; requestId: string };

export function requestOrigin(headers: Pick<Headers, "get">): RequestOrigin {
  return {
    ip: clientIp(headers),
    userAgent: headers.get("user-agent")?.slice(0, MAX_USER_AGENT_LENGTH) ?? null,
    requestId: newRequestId(systemClock.now()),
  };
}
