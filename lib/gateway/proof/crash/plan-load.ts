import { seededRandom } from "#lib/fleet/simulator/seeded-random.ts";

export type PlannedRequest = {
  readonly isStreamed: boolean;
  /** The length of its answer. */
  readonly tokens: number;
  readonly tokensPerSecond: number;
  readonly maxTokens: number;
};

/** Streams that are journaled more than once before they end. */
const SLOW_SHARE = 0.15;

/** Requests of all sizes, the same for the same seed: short and long ones, streamed or not, and some slow streams. */
export function* planLoad(seed: string, count: number): Generator<PlannedRequest, void, undefined> {
  const random = seededRandom(seed);
  const between = (min: number, max: number) => min + Math.floor(random() * (max - min + 1));
  for (let made = 0; made < count; made += 1) {
    if (random() < SLOW_SHARE) {
      const tokens = between(120, 200);
      yield { isStreamed: true, tokens, tokensPerSecond: 40, maxTokens: tokens + between(0, 100) };
    } else {
      const tokens = between(5, 150);
      const pace = { isStreamed: random() < 0.5, tokensPerSecond: between(400, 1_500) };
      yield { ...pace, tokens, maxTokens: between(tokens, 2 * tokens) };
    }
  }
}
