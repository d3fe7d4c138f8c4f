import { isIP } from "node:net";

const IPV4_IN_IPV6 = /^::ffff:(?=\d+\.)/i;

/**
 * The address a request came from: the last one in X-Forwarded-For, which the proxy nearest to us added. Earlier ones
 * are whatever the caller claimed.
 */
export function clientIp(headers: Pick<Headers, "get">): string | null {
  const nearest = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim().replace(IPV4_IN_IPV6, "");
  return nearest && isIP(nearest) !== 0 ? nearest : null;
}
