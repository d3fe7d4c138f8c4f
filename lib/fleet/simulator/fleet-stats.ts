/** `aborted`: requests whose caller left before the answer was complete. `completionTokens`: generated and sent. */
export type FleetCounts = {
  requests: number;
  chatCompletions: number;
  embeddings: number;
  aborted: number;
  completionTokens: number;
};

type Waiter = { readonly isReached: (counts: FleetCounts) => boolean; readonly resolve: () => void };

/** What the simulated fleet has done since its start or the last reset. */
export class FleetStats {
  #counts = zeroCounts();
  readonly #waiters = new Set<Waiter>();

  get counts(): FleetCounts {
    return { ...this.#counts };
  }

  add(name: keyof FleetCounts, amount = 1): void {
    this.#counts[name] += amount;
    for (const waiter of this.#waiters) this.#check(waiter);
  }

  reset(): void {
    this.#counts = zeroCounts();
  }

  /** Resolves as soon as the counts satisfy the condition, so that nobody has to sleep and look again. */
  until(isReached: (counts: FleetCounts) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const waiter = { isReached, resolve };
      this.#waiters.add(waiter);
      this.#check(waiter);
    });
  }

  #check(waiter: Waiter): void {
    if (!waiter.isReached(this.counts)) return;
    this.#waiters.delete(waiter);
    waiter.resolve();
  }
}

function zeroCounts(): FleetCounts {
  return { requests: 0, chatCompletions: 0, embeddings: 0, aborted: 0, completionTokens: 0 };
}
