import type { UpstreamTarget } from "#lib/fleet/upstream.ts";
import type { Clock } from "#lib/platform/clock.ts";
import type { GatewayError } from "./gateway-error.ts";
import type { KeyCache } from "./key-cache.ts";
import type { PriceBook } from "./price-book.ts";
import type { RequestRecord } from "./request-record.ts";
import type { Settle } from "./settlement.ts";

export type GatewayLimits = {
  readonly bodyBytes: number;
  readonly answerBytes: number;
  readonly upstreamTimeoutMs: number;
};

/** What the gateway is made of. */
export type GatewayOptions = {
  readonly clock: Clock;
  readonly keys: KeyCache;
  readonly prices: PriceBook;
  readonly settle: Settle;
  readonly fleet: UpstreamTarget;
  readonly limits: GatewayLimits;
};

/** What a route needs of it. */
export type GatewayParts = GatewayOptions & {
  /** Records a request that failed; it is never billed. Does not reject. */
  settleFailure(record: RequestRecord, error: GatewayError): Promise<void>;
};
