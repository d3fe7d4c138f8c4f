import { randomInt } from "node:crypto";

/** The same things in another order: never the one they came in, where there are two or more. */
export function shuffled<T>(things: readonly T[]): T[] {
  const order = [...things];
  for (let last = order.length - 1; last > 0; last -= 1) {
    // Always an earlier place (Sattolo), so that nothing stays where it was.
    const other = randomInt(last);
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}
