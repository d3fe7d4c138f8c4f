import { serviceUnavailable } from "#lib/gateway/gateway-error.ts";
import type { GatewayResponse } from "#lib/gateway/gateway-http.ts";
import type { RequestRecord } from "#lib/gateway/request-record.ts";
import { log } from "#lib/platform/log.ts";
import { keyInProgress, keyReused, replayUnavailable } from "./claim-refusals.ts";
import type { Claim } from "./read-claim.ts";
import type { ClaimAnswer, ReplyClaims } from "./reply-claims.ts";

type Taken = Extract<ClaimAnswer, { isOurs: false }>;

/**
 * Serves a request unless its idempotency key was used before; then it repeats the answer that was given. Whatever the
 * request comes to, settling its event ends the claim; where the caller has left before there was one, it ends here.
 * @throws GatewayError 409 for a key of another body or of a request under way, 422 when the answer was not kept, 503
 */
export async function serveOnce(
  claim: Claim,
  { record, signal, claims }: { record: RequestRecord; signal: AbortSignal; claims: ReplyClaims },
  serve: () => Promise<GatewayResponse>,
): Promise<GatewayResponse> {
  // Before the answer is there: one that is lost may have been that the key is ours.
  record.claimedKeyHash = claim.keyHash;
  const answer = await claims.claim(record, claim).catch((error) => {
    log.error("idempotency.claim_failed", error, { requestId: record.requestId });
    throw serviceUnavailable(
      "metering_unavailable",
      "Idempotency keys cannot be checked at the moment, so nothing is served. Nothing was billed; try again.",
    );
  });
  if (!answer.isOurs) {
    record.claimedKeyHash = null;
    return repeat(answer);
  }
  try {
    return await serve();
  } catch (error) {
    if (signal.aborted) await claims.release(record, claim.keyHash);
    throw error;
  }
}

function repeat({ isSameBody, reply, requestId }: Taken): GatewayResponse {
  if (!isSameBody) throw keyReused();
  if (!reply) throw keyInProgress();
  if (reply.answer === null) throw replayUnavailable(requestId);
  return {
    status: 200,
    headers: { ...reply.headers, "x-request-id": requestId, "x-idempotent-replay": "true" },
    body: reply.answer,
  };
}
