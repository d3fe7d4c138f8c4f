/** A source of repeatable randomness: the same seed always tells the same story. */
export type Random = {
  /** From 0 up to but not including 1. */
  next(): number;
  bytes(count: number): Uint8Array;
  /** One of the choices, by weight. */
  pick<T>(choices: readonly (readonly [choice: T, weight: number])[]): T;
  /** Around a median, with a long tail to the right. */
  skewed(median: number, spread: number): number;
};

export function createRandom(seed: string): Random {
  let state = hash(seed);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256)),
    pick: (choices) => {
      let point = next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [choice, weight] of choices) {
        point -= weight;
        if (point < 0) return choice;
      }
      throw new Error("Nothing to pick from");
    },
    skewed: (median, spread) => {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return median * Math.exp(spread * normal);
    },
  };
}

function hash(text: string): number {
  let value = 2_166_136_261;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 16_777_619);
  return value;
}
