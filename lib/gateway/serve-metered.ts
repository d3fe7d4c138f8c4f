import { findModel } from "#lib/domain/catalog/models.ts";
import { outputTokensWanted } from "#lib/domain/usage/output-tokens.ts";
import type { TokenCounts } from "#lib/domain/usage/price-usage.ts";
import { callUpstream } from "#lib/fleet/upstream.ts";
import type { UpstreamReply } from "#lib/fleet/upstream-exchange.ts";
import { UpstreamFault } from "#lib/fleet/upstream-fault.ts";
import { log } from "#lib/platform/log.ts";
import { isRefusedData } from "#lib/platform/sql-state.ts";
import { admitRequest } from "./admit-request.ts";
import { requirePlan } from "./authenticate.ts";
import { billedUsage } from "./billed-usage.ts";
import { forwardStream } from "./forward-stream.ts";
import {
  type GatewayError,
  invalidRequest,
  notRecorded,
  requestTooLong,
  serviceUnavailable,
  upstreamFailed,
  upstreamTimedOut,
} from "./gateway-error.ts";
import { type GatewayRequest, type GatewayResponse, jsonResponse } from "./gateway-http.ts";
import type { GatewayParts } from "./gateway-parts.ts";
import { type KeptReply, keptReply, withReply } from "./idempotency/claimed-event.ts";
import { keepStream } from "./idempotency/keep-stream.ts";
import { meterReportedUsage, type UpstreamUsage } from "./meter-usage.ts";
import type { MeteredRequest } from "./metered-request.ts";
import { readAnswer } from "./read-answer.ts";
import type { RequestRecord } from "./request-record.ts";
import { findDeployment, requirePrice, requireServing } from "./route-model.ts";
import { StreamUsage } from "./stream-usage.ts";
import { refusedByUpstream } from "./upstream-refusal.ts";

const LEAST_LEFT_MS = 1;
const NO_TOKENS: TokenCounts = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };

const STREAM_HEADERS: Headers = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

type Headers = GatewayResponse["headers"];

/** What one request needs on its way. */
type Passage = {
  readonly request: GatewayRequest;
  readonly metered: MeteredRequest;
  readonly record: RequestRecord;
  readonly parts: GatewayParts;
};

/** A metered route: hold the true maximum, forward, meter exactly, settle before the answer is finished. */
export async function serveMetered(passage: Passage): Promise<GatewayResponse> {
  const { request, metered, record, parts } = passage;
  await route(passage);
  parts.openRequests.add(record);
  const { granted, wanted } = await admit(passage);
  try {
    const reply = await callModel(passage, granted);
    const headers: Headers = granted < wanted ? { "x-max-tokens-lowered-to": String(granted) } : {};
    return metered.isStreamed ? streamed(reply, passage, headers) : await whole(reply, passage, headers);
  } catch (error) {
    const isGivenUp = parts.openRequests.isGivenUp(record.requestId);
    if (request.signal.aborted && !isGivenUp) await settleAbandoned(passage, NO_TOKENS);
    else if (error instanceof UpstreamFault) parts.metrics.upstreamFaulted(error.kind);
    throw asGatewayError(error, leftMs(record, parts));
  }
}

/** Finds who serves the request and at what price; what cannot be served or billed is refused here. */
async function route({ metered, record, parts }: Passage): Promise<void> {
  record.isStreamed = metered.isStreamed;
  const deployment = findDeployment(record.key, metered.modelId);
  record.deployment = deployment;
  requirePlan(record.key);
  requireKind(metered);
  record.priceVersion = await requirePrice(parts.prices, { deployment, key: record.key, at: record.startedAt });
  requireServing(deployment);
}

function requireKind({ modelId, modelKind }: MeteredRequest): void {
  const kind = findModel(modelId)?.kind ?? modelKind;
  if (kind === modelKind) return;
  const remedy =
    kind === "embedding" ? "is an embedding model. Use /v1/embeddings." : "is a chat model. Use /v1/chat/completions.";
  throw invalidRequest(`${modelId} ${remedy}`, "model");
}

/** Holds for the request. @returns the output tokens it may have, and those it would have had with room for all */
async function admit(passage: Passage): Promise<{ granted: number; wanted: number }> {
  const { request, metered, record, parts } = passage;
  const model = metered.modelKind === "chat" ? findModel(metered.modelId) : null;
  const maxInputTokens = Math.min(metered.maxInputTokens, model?.contextTokens ?? metered.maxInputTokens);
  const { choiceCount } = metered;
  const wanted =
    metered.modelKind === "chat" ? outputTokensWanted({ asked: metered.maxTokens, maxInputTokens, model }) : 0;
  try {
    const demand = { maxInputTokens, maxTokens: wanted, choiceCount };
    const granted = await admitRequest(record, demand, parts, request.signal);
    record.bounds = { maxInputTokens, maxOutputTokens: granted * choiceCount };
    return { granted, wanted: metered.maxTokens ?? wanted };
  } catch (error) {
    if (request.signal.aborted) await settleAbandoned(passage, NO_TOKENS);
    parts.openRequests.remove(record.requestId);
    throw error;
  }
}

async function callModel({ request, metered, record, parts }: Passage, maxTokens: number): Promise<UpstreamReply> {
  const target = record.deployment?.upstreamUrl ? { url: record.deployment.upstreamUrl, apiKey: null } : parts.fleet;
  const reply = await callUpstream(target, {
    path: metered.upstreamPath,
    body: metered.forwardText(maxTokens),
    requestId: record.requestId,
    signal: request.signal,
    headersTimeoutMs: Math.min(parts.limits.upstreamTimeoutMs, leftMs(record, parts)),
    bodyTimeoutMs: parts.limits.upstreamTimeoutMs,
  });
  record.cut = () => reply.body.cancel();
  if (record.isCut) record.cut();
  if (reply.status === 200) return reply;
  const refusal = await refusedByUpstream(reply);
  if (refusal.details.status === 502) parts.metrics.upstreamFaulted("status");
  throw refusal;
}

function leftMs(record: RequestRecord, { limits }: GatewayParts): number {
  return Math.max(LEAST_LEFT_MS, limits.requestTimeoutMs - record.elapsedMs());
}

async function whole(reply: UpstreamReply, passage: Passage, headers: Headers): Promise<GatewayResponse> {
  const { metered, record, parts } = passage;
  const bytes = await reply.body.readAll(parts.limits.answerBytes);
  if (record.isCut) throw cutError(passage);
  record.noteFirstByte();
  const answer = readAnswer(bytes);
  if (!answer) throw unusable(parts, "sent an answer that cannot be read");
  const usage = metered.modelKind === "embedding" ? { ...answer.usage, completion_tokens: 0 } : answer.usage;
  const tokens = billable(usage, record);
  if (!tokens) throw unusable(parts, "did not report usage");
  const response = jsonResponse(200, metered.answer.whole(answer, billedUsage(usage, tokens)), headers);
  await settleServed(passage, tokens, record.claimedKeyHash ? keptReply(response) : null);
  return response;
}

function streamed(reply: UpstreamReply, passage: Passage, furtherHeaders: Headers): GatewayResponse {
  const { request, metered, record, parts } = passage;
  const used = new StreamUsage();
  const headers = { ...STREAM_HEADERS, ...furtherHeaders };
  const keeper = record.claimedKeyHash ? keepStream(metered.answer.stream()) : null;
  record.usedSoFar = () => streamedTokens(used, record);
  const body = forwardStream({
    body: reply.body,
    signal: request.signal,
    writer: keeper?.writer ?? metered.answer.stream(),
    used,
    cutError: () => (record.isCut ? cutError(passage) : null),
    onFirstChunk: () => record.noteFirstByte(),
    settle: async (outcome) => {
      const tokens = streamedTokens(used, record);
      if (outcome !== "succeeded") await settleAbandoned(passage, tokens, outcome);
      else {
        const body = keeper?.textWith(billedUsage(used.report(), tokens));
        await settleServed(passage, tokens, keeper && keptReply({ headers, body }));
      }
      return tokens;
    },
    fail: (error, faultKind) => {
      if (faultKind) parts.metrics.upstreamFaulted(faultKind);
      return parts.settleFailure(record, error);
    },
  });
  return { status: 200, headers, body };
}

/** Where the upstream reported nothing that can be billed, what was seen is: the doubt goes to the caller. */
function streamedTokens(used: StreamUsage, record: RequestRecord): TokenCounts {
  const reported = used.report();
  const tokens = reported && billable(reported, record);
  return tokens ?? billable(used.countedAtLeast(), record) ?? NO_TOKENS;
}

function billable(usage: UpstreamUsage | null | undefined, record: RequestRecord): TokenCounts | null {
  const { priceVersion, bounds, requestId } = record;
  if (!priceVersion || !bounds) throw new Error("A request must be priced and admitted before it is metered");
  return meterReportedUsage(usage, bounds, { rates: priceVersion.rates, requestId });
}

async function settleServed(passage: Passage, tokens: TokenCounts, reply: KeptReply | null): Promise<void> {
  const { metered, record, parts } = passage;
  const event = withReply(record.served("succeeded", tokens), reply);
  try {
    await parts.settle(event);
    parts.openRequests.remove(record.requestId);
  } catch (error) {
    log.error("settlement.failed", error, { requestId: record.requestId });
    const refusal = notRecorded();
    // A stream's text has arrived. An unstreamed answer has not, and if the database is there, its failure follows at once.
    if (metered.isStreamed) parts.openRequests.giveUp(event);
    else if (!isRefusedData(error)) parts.openRequests.giveUp(record.failed("server", refusal.details.status));
    throw refusal;
  }
}

/** An answer that ended before its first output token costs nothing; later, exactly what was generated. */
async function settleAbandoned(
  { record, parts }: Passage,
  tokens: TokenCounts,
  outcome: "client_closed" | "interrupted" = "client_closed",
): Promise<void> {
  const generated = tokens.outputTokens > 0 ? tokens : NO_TOKENS;
  // The connection of a request that we cut may be gone too, but not because its caller left.
  const event = record.served(record.isCut ? "interrupted" : outcome, generated);
  try {
    await parts.settle(event);
    parts.openRequests.remove(record.requestId);
  } catch (error) {
    parts.openRequests.giveUp(event);
    log.error("settlement.failed", error, { requestId: record.requestId });
  }
}

function unusable({ metrics }: GatewayParts, whatItDid: string): GatewayError {
  metrics.upstreamFaulted("unreadable");
  return upstreamFailed(`The model server ${whatItDid}. The request was not billed; try again.`);
}

/** A request is cut when its time is over, or the time that a process which stops gives it. */
function cutError({ metered, record, parts }: Passage): GatewayError {
  if (leftMs(record, parts) === LEAST_LEFT_MS) return requestTooLong();
  const billed = metered.isStreamed ? "What was generated until then is billed" : "Nothing was billed";
  return serviceUnavailable(
    "gateway_stopping",
    `This gateway process stopped before the answer was whole. ${billed}; try again.`,
  );
}

function asGatewayError(error: unknown, leftMs: number): GatewayError | unknown {
  if (!(error instanceof UpstreamFault)) return error;
  if (error.kind === "timeout") return leftMs > LEAST_LEFT_MS ? upstreamTimedOut() : requestTooLong();
  return upstreamFailed();
}
