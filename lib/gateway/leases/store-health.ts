/** For how long a word of the database counts as one that it is there. */
const LONGEST_SILENCE_MS = 2_000;
/** A settlement that takes longer is one that may not be answered at all. */
const LONGEST_ANSWER_MS = 200;

/** Whether the database is known to be there: only then may requests be admitted without asking it. */
export type StoreHealth = {
  readonly isKnown: () => boolean;
  /** A settlement is under way; the function returned ends it, well or not. */
  begin(): (isAnswered: boolean) => void;
  /** The database has answered something else. */
  noteAnswer(): void;
  /** What the process is told of changes arrives, or does not. */
  noteListening(isListening: boolean): void;
};

export function createStoreHealth(nowMs: () => number): StoreHealth {
  const begun = new Set<{ readonly atMs: number }>();
  let isListening = false;
  let hasFailed = false;
  let answeredAtMs = Number.NEGATIVE_INFINITY;
  return {
    isKnown: () => {
      const now = nowMs();
      if (!isListening || hasFailed || now - answeredAtMs > LONGEST_SILENCE_MS) return false;
      const [oldest] = begun;
      return !oldest || now - oldest.atMs <= LONGEST_ANSWER_MS;
    },
    begin: () => {
      const call = { atMs: nowMs() };
      begun.add(call);
      return (isAnswered) => {
        begun.delete(call);
        hasFailed = !isAnswered;
        if (isAnswered) answeredAtMs = nowMs();
      };
    },
    noteAnswer: () => {
      answeredAtMs = nowMs();
    },
    noteListening: (isThere) => {
      isListening = isThere;
    },
  };
}
