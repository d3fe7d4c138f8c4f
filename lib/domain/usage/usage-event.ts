import type { TokenCounts, UsagePrice } from "#lib/domain/usage/price-usage.ts";

/**
 * How a request ended: served whole, left by its caller part-way, cut by us part-way (both billed for what was
 * generated), or not served.
 */
export const OUTCOMES = ["succeeded", "client_closed", "interrupted", "failed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Who a failed request failed for: the caller's input, the rate limit, the spend limit, or us. */
export const ERROR_CLASSES = ["caller", "rate_limited", "spend_limit", "server"] as const;
export type ErrorClass = (typeof ERROR_CLASSES)[number];

/** Stand in an event for the key of playground traffic, a deployment it never reached and a model nobody serves. */
export const PLAYGROUND_KEY_ID = "playground";
export const NO_DEPLOYMENT_ID = "none";
export const UNKNOWN_MODEL_ID = "unknown";

/** One request, as it is stored for ever. Amounts are nano-dollars, priced by the named price version. */
export type UsageEvent = TokenCounts &
  UsagePrice & {
    readonly workspaceId: string;
    /** A time-ordered UUID (version 7): its time decides the billing period, so a replay always meets the same row. */
    readonly requestId: string;
    readonly occurredAt: Date;
    readonly settledAt: Date;
    readonly route: string;
    readonly modelId: string;
    readonly apiKeyId: string;
    readonly memberId: string;
    readonly deploymentId: string;
    readonly priceVersionId: string | null;
    readonly outcome: Outcome;
    readonly errorClass: ErrorClass | null;
    readonly httpStatus: number;
    readonly isStreamed: boolean;
    readonly latencyMs: number;
    readonly firstByteMs: number | null;
  };
