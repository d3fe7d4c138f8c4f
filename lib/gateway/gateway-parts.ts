import type { UpstreamTarget } from "#lib/fleet/upstream.ts";
import type { Clock } from "#lib/platform/clock.ts";
import type { Admission, AdmissionRequest } from "./admission.ts";
import type { ArrivingBodies } from "./arriving-bodies.ts";
import type { GatewayError } from "./gateway-error.ts";
import type { ClaimedEvent } from "./idempotency/claimed-event.ts";
import type { ReplyClaims } from "./idempotency/reply-claims.ts";
import type { KeyCache } from "./key-cache.ts";
import type { GatewayMetrics } from "./metrics.ts";
import type { OpenRequests } from "./open-requests.ts";
import type { PriceBook } from "./price-book.ts";
import type { ReadingDebts } from "./reading-debts.ts";
import type { RequestRecord } from "./request-record.ts";

export type GatewayLimits = {
  readonly bodyBytes: number;
  readonly answerBytes: number;
  /** Bodies of one workspace that may be on their way at once. */
  readonly arrivingBodies: number;
  /** The longest silence of an upstream. */
  readonly upstreamTimeoutMs: number;
  /** The longest that a request may take in all. */
  readonly requestTimeoutMs: number;
};

/** What the gateway is made of. */
export type GatewayOptions = {
  readonly clock: Clock;
  readonly keys: KeyCache;
  readonly prices: PriceBook;
  admit(request: AdmissionRequest): Promise<Admission>;
  /** Has leases of a workspace given back, on every process, because somebody needs what they hold. */
  recallLeases(workspaceId: string): Promise<boolean>;
  settle(event: ClaimedEvent): Promise<void>;
  /** For requests that failed before anything was held: they wait for no money, and none waits for them. */
  settleUnheld(event: ClaimedEvent): Promise<void>;
  readonly claims: ReplyClaims;
  readonly openRequests: OpenRequests;
  readonly metrics: GatewayMetrics;
  readonly fleet: UpstreamTarget;
  /** Where people reach the console, without a slash at the end; null when the gateway was not told. */
  readonly consoleUrl: string | null;
  readonly limits: GatewayLimits;
};

/** What a route needs of it. */
export type GatewayParts = GatewayOptions & {
  readonly debts: ReadingDebts;
  readonly arriving: ArrivingBodies;
  /** Records a request that failed; it is never billed, and what was held for it is released. Does not reject. */
  settleFailure(record: RequestRecord, error: GatewayError): Promise<void>;
};
