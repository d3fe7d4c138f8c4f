export type LoadRequest = { readonly headers: Record<string, string>; readonly body: string };

/** What a load generator is to do. Every connection goes round the requests, each from another start. */
export type LoadPlan = {
  readonly url: string;
  readonly connections: number;
  readonly requests: readonly LoadRequest[];
  readonly warmUpSeconds: number;
  /** How long to measure: for some seconds, or for a number of requests. */
  readonly length: { readonly seconds: number } | { readonly requestCount: number };
  /** The process under test, whose processor time and memory are looked at meanwhile. */
  readonly watchedPid: number | null;
};

/** What a load generator saw. Only `completedCount` and `statuses` include the warm-up. */
export type LoadResult = {
  readonly completedCount: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly failureCount: number;
  readonly requestsPerSecond: number;
  /** Until the first byte of the body, and until its last. */
  readonly firstByteP50Ms: number | null;
  readonly wholeP50Ms: number | null;
  /** Which part of one core the process under test was busy. */
  readonly watchedShare: number | null;
  /** Its memory after each so many requests. */
  readonly residentBytes: readonly number[];
};

export const MEMORY_SAMPLE_EVERY = 10_000;
