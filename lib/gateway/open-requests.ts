import type { RequestRecord } from "./request-record.ts";

/** The requests of this process that have, or may have, a hold: from before they ask for it until they are settled. */
export type OpenRequests = {
  add(record: RequestRecord): void;
  remove(requestId: string): void;
  /** Removes a request that could not be settled, so that its hold is left behind. */
  giveUp(requestId: string): void;
  has(requestId: string): boolean;
  /** Whether a request was given up, asked once when its hold is found. */
  takeGivenUp(requestId: string): boolean;
  list(): Iterable<RequestRecord>;
};

export function createOpenRequests(): OpenRequests {
  const records = new Map<string, RequestRecord>();
  const givenUp = new Set<string>();
  return {
    add: (record) => void records.set(record.requestId, record),
    remove: (requestId) => void records.delete(requestId),
    giveUp: (requestId) => {
      records.delete(requestId);
      givenUp.add(requestId);
    },
    takeGivenUp: (requestId) => givenUp.delete(requestId),
    has: (requestId) => records.has(requestId),
    list: () => records.values(),
  };
}
