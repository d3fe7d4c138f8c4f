import { DRILL_MAX_TOKENS, drillRequestBody } from "#lib/commands/send-drill-requests.ts";
import type { Nanos } from "#lib/domain/money.ts";
import { holdPrice } from "#lib/domain/usage/hold-price.ts";
import { inputTokenUpperBound } from "#lib/domain/usage/input-bound.ts";
import { LEAST_OUTPUT_TOKENS } from "#lib/domain/usage/output-tokens.ts";
import { priceUsage, type TokenRates } from "#lib/domain/usage/price-usage.ts";
import { createPool, type Pool } from "#lib/platform/postgres.ts";

const LONGEST_REQUEST_MS = 30_000;

export type ControlOutcome = {
  readonly spentNanos: Nanos;
  readonly served: number;
  readonly refused: number;
  /** The least that any of the requests needs to be admitted: its true maximum with as few output tokens as are granted. */
  readonly leastHoldNanos: Nanos;
  /** More than the limit was spent; otherwise the drill beside it proves nothing. */
  readonly isOvershot: boolean;
};

/**
 * The same requests as a drill's, to the same fleet and database, under a limit that is checked before a request and
 * recorded after it, as limits are that hold nothing. It is as strict as it can be: a request must fit with its true maximum.
 */
export async function checkThenRecord(options: {
  databaseUrl: string;
  fleetUrl: string;
  modelId: string;
  rates: TokenRates;
  limitNanos: Nanos;
  requestCount: number;
}): Promise<ControlOutcome> {
  const { databaseUrl, fleetUrl, modelId, rates, limitNanos, requestCount } = options;
  const body = drillRequestBody(modelId);
  const maxInputTokens = inputTokenUpperBound({ bodyBytes: Buffer.byteLength(body), messageCount: 1 });
  const { inputNanos, tokenNanos } = holdPrice(rates, { maxInputTokens, choiceCount: 1 });
  const mostNanos = inputNanos + tokenNanos * BigInt(DRILL_MAX_TOKENS);
  const leastHoldNanos = inputNanos + tokenNanos * BigInt(LEAST_OUTPUT_TOKENS);
  const pool = createPool(databaseUrl, { max: 10, applicationName: "weir-drill-control" });
  try {
    await pool.query("CREATE TABLE drill_control AS SELECT 0::bigint AS spent_nanos");
    const request = async () => {
      if ((await spentNanos(pool)) + mostNanos > limitNanos) return false;
      const costNanos = await complete(`${fleetUrl}/chat/completions`, body, rates);
      await pool.query("UPDATE drill_control SET spent_nanos = spent_nanos + $1", [costNanos.toString()]);
      return true;
    };
    const answers = await Promise.all(Array.from({ length: requestCount }, request));
    const served = answers.filter(Boolean).length;
    const spent = await spentNanos(pool);
    const refused = requestCount - served;
    return { spentNanos: spent, served, refused, leastHoldNanos, isOvershot: spent > limitNanos };
  } finally {
    await pool.end();
  }
}

async function spentNanos(pool: Pool): Promise<Nanos> {
  const { rows } = await pool.query<{ spent_nanos: bigint }>("SELECT spent_nanos FROM drill_control");
  return rows[0]?.spent_nanos ?? 0n;
}

async function complete(url: string, body: string, rates: TokenRates): Promise<Nanos> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    signal: AbortSignal.timeout(LONGEST_REQUEST_MS),
  });
  if (!response.ok) throw new Error(`The fleet answered ${response.status}.`);
  const { usage } = (await response.json()) as { usage: FleetUsage };
  const cachedInputTokens = usage.prompt_tokens_details?.cached_tokens ?? 0;
  const inputTokens = usage.prompt_tokens - cachedInputTokens;
  return priceUsage(rates, { inputTokens, cachedInputTokens, outputTokens: usage.completion_tokens }).amountNanos;
}

type FleetUsage = {
  prompt_tokens: number;
  completion_tokens: number;
  prompt_tokens_details?: { cached_tokens?: number } | null;
};
