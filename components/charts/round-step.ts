/** The smallest of 1, 2 and 5 times a power of ten that is at least a wished step and at least `least`. */
export function roundStep(wish: number, least: number): number {
  for (let power = least; ; power *= 10) {
    for (const factor of [1, 2, 5]) if (power * factor >= wish) return power * factor;
  }
}
