/** Does something with each item, at most so many at once, beginning in their order. The first failure ends the rest. */
export async function eachFew<T>(items: readonly T[], atOnce: number, run: (item: T) => Promise<void>): Promise<void> {
  const waiting = items[Symbol.iterator]();
  const takeNext = async () => {
    for (const item of { [Symbol.iterator]: () => waiting }) await run(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, takeNext));
}
