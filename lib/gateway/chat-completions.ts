import type { TokenCounts } from "#lib/domain/usage/price-usage.ts";
import { callUpstream } from "#lib/fleet/upstream.ts";
import type { UpstreamReply } from "#lib/fleet/upstream-exchange.ts";
import { UpstreamFault } from "#lib/fleet/upstream-fault.ts";
import { log } from "#lib/platform/log.ts";
import { requirePlan } from "./authenticate.ts";
import { billedUsage } from "./billed-usage.ts";
import { type ChatRequest, parseChatRequest } from "./chat-request.ts";
import { forwardChatStream } from "./chat-stream.ts";
import { type GatewayError, notRecorded, upstreamFailed, upstreamTimedOut } from "./gateway-error.ts";
import { type GatewayRequest, type GatewayResponse, jsonResponse } from "./gateway-http.ts";
import type { GatewayParts } from "./gateway-parts.ts";
import { meterReportedUsage, type UpstreamUsage } from "./meter-usage.ts";
import type { RequestRecord } from "./request-record.ts";
import { findDeployment, requirePrice, requireServing } from "./route-model.ts";
import type { StreamUsage } from "./stream-usage.ts";
import { refusedByUpstream } from "./upstream-refusal.ts";

const NO_TOKENS: TokenCounts = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };

/** POST /v1/chat/completions: forward to the deployment, meter exactly, settle before the answer is finished. */
export async function chatCompletions(
  request: GatewayRequest,
  record: RequestRecord,
  parts: GatewayParts,
): Promise<GatewayResponse> {
  const chat = parseChatRequest(await request.readBody(parts.limits.bodyBytes));
  record.isStreamed = chat.isStreamed;
  const deployment = findDeployment(record.key, chat.modelId);
  record.deployment = deployment;
  requirePlan(record.key);
  record.priceVersion = await requirePrice(parts.prices, deployment, record.startedAt);
  requireServing(deployment);
  try {
    const reply = await callModel(request, record, chat, parts);
    return chat.isStreamed ? streamed(reply, request, record, chat, parts) : await whole(reply, record, chat, parts);
  } catch (error) {
    if (request.signal.aborted) await settleAbandoned(record, NO_TOKENS, parts);
    throw asGatewayError(error);
  }
}

async function callModel(
  request: GatewayRequest,
  record: RequestRecord,
  chat: ChatRequest,
  parts: GatewayParts,
): Promise<UpstreamReply> {
  const target = record.deployment?.upstreamUrl ? { url: record.deployment.upstreamUrl, apiKey: null } : parts.fleet;
  const reply = await callUpstream(target, {
    path: "/chat/completions",
    body: chat.forwardText,
    requestId: record.requestId,
    signal: request.signal,
    headersTimeoutMs: parts.limits.upstreamTimeoutMs,
    bodyTimeoutMs: parts.limits.upstreamTimeoutMs,
  });
  if (reply.status === 200) return reply;
  throw await refusedByUpstream(reply);
}

async function whole(
  reply: UpstreamReply,
  record: RequestRecord,
  chat: ChatRequest,
  parts: GatewayParts,
): Promise<GatewayResponse> {
  const bytes = await reply.body.readAll(parts.limits.answerBytes);
  record.noteFirstByte();
  const answer = parseAnswer(bytes);
  const tokens = billable(answer.usage, record, chat);
  if (!tokens) throw upstreamFailed("The model server did not report usage. The request was not billed; try again.");
  await settleServed(record, tokens, parts);
  return jsonResponse(200, { ...answer, usage: billedUsage(answer.usage, tokens) });
}

function streamed(
  reply: UpstreamReply,
  request: GatewayRequest,
  record: RequestRecord,
  chat: ChatRequest,
  parts: GatewayParts,
): GatewayResponse {
  const body = forwardChatStream({
    body: reply.body,
    signal: request.signal,
    wantsUsage: chat.wantsUsage,
    onFirstChunk: () => record.noteFirstByte(),
    settle: async (outcome, used) => {
      const tokens = streamedTokens(used, record, chat);
      await (outcome === "succeeded" ? settleServed(record, tokens, parts) : settleAbandoned(record, tokens, parts));
      return tokens;
    },
    fail: (error) => parts.settleFailure(record, error),
  });
  return {
    status: 200,
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
    body,
  };
}

/** Where the upstream reported nothing that can be billed, what was seen is: the doubt goes to the caller. */
function streamedTokens(used: StreamUsage, record: RequestRecord, chat: ChatRequest): TokenCounts {
  const reported = used.report();
  const tokens = reported && billable(reported, record, chat);
  if (tokens) return tokens;
  log.warn("usage.counted_by_pieces", { requestId: record.requestId });
  return billable(used.countedAtLeast(), record, chat) ?? NO_TOKENS;
}

function billable(
  usage: UpstreamUsage | null | undefined,
  record: RequestRecord,
  chat: ChatRequest,
): TokenCounts | null {
  const { priceVersion, deployment, requestId } = record;
  if (!priceVersion || !deployment) throw new Error("A request must be routed and priced before it is metered");
  return meterReportedUsage(usage, chat, { rates: priceVersion.rates, modelId: deployment.modelId, requestId });
}

async function settleServed(record: RequestRecord, tokens: TokenCounts, parts: GatewayParts): Promise<void> {
  try {
    await parts.settle(record.served("succeeded", tokens));
  } catch (error) {
    log.error("settlement.failed", error, { requestId: record.requestId });
    throw notRecorded();
  }
}

/** A caller that left before the first output token pays nothing; later, exactly what was generated. */
async function settleAbandoned(record: RequestRecord, tokens: TokenCounts, parts: GatewayParts): Promise<void> {
  const generated = tokens.outputTokens > 0 ? tokens : NO_TOKENS;
  await parts.settle(record.served("client_closed", generated)).catch((error) => {
    log.error("settlement.failed", error, { requestId: record.requestId });
  });
}

function parseAnswer(bytes: Uint8Array): { usage?: UpstreamUsage | null } {
  try {
    const answer: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
    if (typeof answer === "object" && answer !== null) return answer;
  } catch {}
  throw upstreamFailed("The model server sent an answer that cannot be read. The request was not billed; try again.");
}

function asGatewayError(error: unknown): GatewayError | unknown {
  if (!(error instanceof UpstreamFault)) return error;
  if (error.kind === "timeout") return upstreamTimedOut();
  return upstreamFailed();
}
