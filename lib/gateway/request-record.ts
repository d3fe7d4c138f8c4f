import type { UsageBounds } from "#lib/domain/usage/bound-usage.ts";
import { priceUsage, type TokenCounts } from "#lib/domain/usage/price-usage.ts";
import type { PriceVersion } from "#lib/domain/usage/price-version.ts";
import { type ErrorClass, NO_DEPLOYMENT_ID, type Outcome, UNKNOWN_MODEL_ID } from "#lib/domain/usage/usage-event.ts";
import { type Clock, monotonicMs } from "#lib/platform/clock.ts";
import type { RateState } from "./admission.ts";
import type { ClaimedEvent } from "./idempotency/claimed-event.ts";
import type { DeploymentSnapshot, KeySnapshot } from "./key-snapshot.ts";

const NO_TOKENS: TokenCounts = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
const NO_PRICE = { inputNanos: 0n, cachedInputNanos: 0n, outputNanos: 0n, amountNanos: 0n };

/** What is learned about one request on its way, until it becomes a usage event. */
export class RequestRecord {
  readonly requestId: string;
  readonly startedAt: Date;
  readonly key: KeySnapshot;
  readonly route: string;
  isStreamed = false;
  deployment: DeploymentSnapshot | null = null;
  priceVersion: PriceVersion | null = null;
  /** The most that was held for; null until the request is admitted. */
  bounds: UsageBounds | null = null;
  rate: RateState | null = null;
  /** The hash of the idempotency key that the request has, which it lets go of however it ends. */
  claimedKeyHash: string | null = null;
  /** For streams under way: the tokens generated until now. */
  usedSoFar: (() => TokenCounts) | null = null;
  /** Ends the answer where it is, for a request that takes longer than any may. */
  cut: (() => void) | null = null;
  isCut = false;
  readonly #clock: Clock;
  readonly #startedMs = monotonicMs();
  #firstByteMs: number | null = null;

  constructor(request: { requestId: string; startedAt: Date; key: KeySnapshot; route: string; clock: Clock }) {
    this.requestId = request.requestId;
    this.startedAt = request.startedAt;
    this.key = request.key;
    this.route = request.route;
    this.#clock = request.clock;
  }

  /** Notes the moment at which the first part of the answer was there. */
  noteFirstByte(): void {
    this.#firstByteMs ??= this.elapsedMs();
  }

  /** For how long the request has been under way, in milliseconds. */
  elapsedMs(): number {
    return Math.round(monotonicMs() - this.#startedMs);
  }

  /** The event of a request that was answered, whole or in part: priced at the version found when it was routed. */
  served(outcome: Exclude<Outcome, "failed">, tokens: TokenCounts): ClaimedEvent {
    const version = this.priceVersion;
    if (!version) throw new Error("A request without a price must not be served");
    return {
      ...this.#facts(),
      ...tokens,
      ...priceUsage(version.rates, tokens),
      priceVersionId: version.id,
      outcome,
      errorClass: outcome === "interrupted" ? "server" : null,
      httpStatus: 200,
    };
  }

  /** The event of a request that was refused or failed: it costs nothing. */
  failed(errorClass: ErrorClass, httpStatus: number): ClaimedEvent {
    return {
      ...this.#facts(),
      ...NO_TOKENS,
      ...NO_PRICE,
      priceVersionId: this.priceVersion?.id ?? null,
      outcome: "failed",
      errorClass,
      httpStatus,
    };
  }

  #facts() {
    return {
      workspaceId: this.key.workspaceId,
      requestId: this.requestId,
      occurredAt: this.startedAt,
      settledAt: this.#clock.now(),
      route: this.route,
      modelId: this.deployment?.modelId ?? UNKNOWN_MODEL_ID,
      apiKeyId: this.key.apiKeyId,
      memberId: this.key.memberId,
      deploymentId: this.deployment?.deploymentId ?? NO_DEPLOYMENT_ID,
      isStreamed: this.isStreamed,
      latencyMs: this.elapsedMs(),
      firstByteMs: this.#firstByteMs,
      ...(this.claimedKeyHash && { claim: { keyHash: this.claimedKeyHash, reply: null } }),
    };
  }
}
