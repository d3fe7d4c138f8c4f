/**
 * A trouble for the next request: `slow` waits before doing it; `lost` does it and loses the answer; `refused`
 * answers with this status and does nothing.
 */
export type Fault =
  | { kind: "slow"; waitMs: number }
  | { kind: "lost" }
  | { kind: "refused"; status: 429 | 500 | 502 | 503 };

export type PlannedFault = Fault & {
  /** Only for requests to a path that starts like this. */
  path?: string;
  method?: string;
};

/** Takes the first planned fault that fits a request off the list. */
export function takeFault(planned: PlannedFault[], method: string, path: string): Fault | null {
  const index = planned.findIndex(
    (fault) => path.startsWith(fault.path ?? "/") && (fault.method === undefined || fault.method === method),
  );
  return index < 0 ? null : (planned.splice(index, 1)[0] ?? null);
}
