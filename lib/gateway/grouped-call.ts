/** Calls one by one for the caller, in groups for the callee: what arrives during a call goes together in the next. */
export type GroupedCall<T, R = void> = {
  (item: T): Promise<R>;
  /** Resolves once every call made so far has settled. */
  idle(): Promise<void>;
};

type Waiting<T, R> = { item: T; resolve: (result: R) => void; reject: (error: unknown) => void };

/**
 * Groups calls without delaying the first. A call settles when its whole group has.
 * @param run handles one group and returns one result for each item, in the same order
 */
export function createGroupedCall<T, R = void>(
  run: (items: T[]) => Promise<PromiseSettledResult<R>[]>,
  options: { maxGroup: number },
): GroupedCall<T, R> {
  let waiting: Waiting<T, R>[] = [];
  let running: Promise<void> | null = null;

  const drain = async () => {
    while (waiting.length > 0) {
      const group = waiting.slice(0, options.maxGroup);
      waiting = waiting.slice(group.length);
      try {
        const results = await run(group.map(({ item }) => item));
        for (const [index, { resolve, reject }] of group.entries()) {
          const result = results[index];
          if (result?.status === "fulfilled") resolve(result.value);
          else reject(result?.reason ?? new Error("The group left an item without a result"));
        }
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    running = null;
  };

  const call = (item: T) =>
    new Promise<R>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      running ??= drain();
    });
  return Object.assign(call, { idle: async () => running ?? undefined });
}
