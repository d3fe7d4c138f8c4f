import { v7 as uuidV7 } from "uuid";
import { PRICE_LISTS } from "#lib/domain/catalog/price-list.ts";
import { priceUsage, type TokenCounts } from "#lib/domain/usage/price-usage.ts";
import { findPriceVersion, type PriceVersion, priceVersionsOf } from "#lib/domain/usage/price-version.ts";
import type { ErrorClass, Outcome, UsageEvent } from "#lib/domain/usage/usage-event.ts";
import { createRandom, type Random } from "#prisma/seed/random.ts";

export const SEED_DAYS = 90;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const INCIDENT_DAYS_AGO = 17;
const INCIDENT_HOURS = [13, 14, 15];
const VERSIONS = PRICE_LISTS.flatMap(priceVersionsOf);

/** How busy each hour of a UTC day is: quiet nights, a long working day on two continents. */
const HOUR_WEIGHTS = [2, 2, 1, 1, 1, 2, 4, 7, 10, 12, 12, 11, 11, 13, 15, 15, 14, 13, 11, 9, 7, 5, 4, 3];

/** Where traffic goes: a key and a deployment, each with the share of requests it takes. */
export type TrafficSource = {
  workspaceId: string;
  seed: string;
  keys: readonly (readonly [{ apiKeyId: string; memberId: string }, number])[];
  deployments: readonly (readonly [{ deploymentId: string; modelId: string; mode: PriceVersion["mode"] }, number])[];
  growth: number;
  weekendFactor: number;
  inputTokens: number;
  outputTokens: number;
};

/** How the requests of a workspace are spread over the seeded days, oldest first. */
export function requestsPerDay(source: TrafficSource, total: number, anchor: Date): number[] {
  const random = createRandom(`${source.seed}/days`);
  const weights = Array.from({ length: SEED_DAYS + 1 }, (_, index) => {
    const day = dayStart(anchor, SEED_DAYS - index);
    const isWeekend = day.getUTCDay() === 0 || day.getUTCDay() === 6;
    const elapsed = index === SEED_DAYS ? (anchor.getTime() - day.getTime()) / DAY_MS : 1;
    return (
      (1 + source.growth * (index / SEED_DAYS)) *
      (isWeekend ? source.weekendFactor : 1) *
      elapsed *
      random.skewed(1, 0.12)
    );
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => Math.round((total * weight) / sum));
}

/** The events of one day, in order of time and none after the anchor; the same arguments always give the same events. */
export function eventsOfDay(
  source: TrafficSource,
  options: { daysAgo: number; requests: number; anchor: Date },
): UsageEvent[] {
  const random = createRandom(`${source.seed}/${options.daysAgo}`);
  const start = dayStart(options.anchor, options.daysAgo);
  const end = Math.min(start.getTime() + DAY_MS, options.anchor.getTime());
  const times = Array.from({ length: options.requests }, () => timeOfDay(random, start, end)).sort(
    (one, other) => one - other,
  );
  return times.map((time) => eventAt(source, random, new Date(time), options.daysAgo));
}

function dayStart(anchor: Date, daysAgo: number): Date {
  return new Date(Date.UTC(anchor.getUTCFullYear(), anchor.getUTCMonth(), anchor.getUTCDate() - daysAgo));
}

function timeOfDay(random: Random, start: Date, end: number): number {
  const hours = HOUR_WEIGHTS.slice(0, Math.max(1, Math.ceil((end - start.getTime()) / HOUR_MS)));
  const hour = random.pick(hours.map((weight, index) => [index, weight] as const));
  const from = start.getTime() + hour * HOUR_MS;
  return Math.floor(from + random.next() * Math.max(0, Math.min(HOUR_MS, end - from) - 1));
}

function eventAt(source: TrafficSource, random: Random, occurredAt: Date, daysAgo: number): UsageEvent {
  const key = random.pick(source.keys);
  const deployment = random.pick(source.deployments);
  const version = findPriceVersion(VERSIONS, { ...deployment, at: occurredAt });
  if (!version)
    throw new Error(`No price for ${deployment.modelId} in ${deployment.mode} mode at ${occurredAt.toISOString()}`);
  const ending = endingOf(random, occurredAt, daysAgo);
  const tokens = ending.outcome === "failed" ? NO_TOKENS : tokensOf(source, random, version, ending.outcome);
  const firstByteMs = Math.round(random.skewed(180, 0.5));
  return {
    workspaceId: source.workspaceId,
    requestId: uuidV7({ msecs: occurredAt.getTime(), random: random.bytes(16) }),
    occurredAt,
    settledAt: occurredAt,
    route: "chat.completions",
    modelId: deployment.modelId,
    apiKeyId: key.apiKeyId,
    memberId: key.memberId,
    deploymentId: deployment.deploymentId,
    priceVersionId: version.id,
    ...ending,
    isStreamed: random.next() < 0.7,
    ...tokens,
    ...priceUsage(version.rates, tokens),
    latencyMs:
      ending.outcome === "failed"
        ? firstByteMs
        : firstByteMs + Math.round(tokens.outputTokens * random.skewed(11, 0.25)),
    firstByteMs: ending.outcome === "failed" ? null : firstByteMs,
  };
}

const NO_TOKENS: TokenCounts = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };

type Ending = { outcome: Outcome; errorClass: ErrorClass | null; httpStatus: number };

function endingOf(random: Random, at: Date, daysAgo: number): Ending {
  const isIncident = daysAgo === INCIDENT_DAYS_AGO && INCIDENT_HOURS.includes(at.getUTCHours());
  return random.pick<Ending>([
    [{ outcome: "succeeded", errorClass: null, httpStatus: 200 }, isIncident ? 55 : 975],
    [{ outcome: "client_closed", errorClass: null, httpStatus: 200 }, isIncident ? 3 : 9],
    [{ outcome: "interrupted", errorClass: "server", httpStatus: 200 }, isIncident ? 5 : 1],
    [{ outcome: "failed", errorClass: "caller", httpStatus: 400 }, isIncident ? 1 : 8],
    [{ outcome: "failed", errorClass: "rate_limited", httpStatus: 429 }, isIncident ? 6 : 4],
    [{ outcome: "failed", errorClass: "server", httpStatus: isIncident ? 503 : 502 }, isIncident ? 35 : 2],
  ]);
}

function tokensOf(source: TrafficSource, random: Random, version: PriceVersion, outcome: Outcome): TokenCounts {
  const prompt = Math.max(8, Math.round(random.skewed(source.inputTokens, 0.7)));
  const isCached = version.rates.cachedInputNanos !== null && random.next() < 0.45;
  const cachedInputTokens = isCached ? Math.floor((prompt * (0.3 + 0.5 * random.next())) / 16) * 16 : 0;
  const answer = Math.max(1, Math.round(random.skewed(source.outputTokens, 0.6)));
  const outputTokens =
    outcome === "client_closed" || outcome === "interrupted" ? Math.ceil(answer * random.next()) : answer;
  return { inputTokens: prompt - cachedInputTokens, cachedInputTokens, outputTokens };
}
