const MOST_WIDE = 11;
const MOST_NARROW = 5;

/** Every how many columns one is labelled, where there is room and on a phone, so that labels never touch. */
export function tickStride(columns: number): { wide: number; narrow: number } {
  const wide = Math.max(1, Math.ceil(columns / MOST_WIDE));
  return { wide, narrow: wide * Math.max(1, Math.ceil(columns / (wide * MOST_NARROW))) };
}
