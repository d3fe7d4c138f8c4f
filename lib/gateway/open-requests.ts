import type { ClaimedEvent } from "./idempotency/claimed-event.ts";
import type { RequestRecord } from "./request-record.ts";

/** The requests of this process that have, or may have, a hold: from before they ask for it until they are settled. */
export type OpenRequests = {
  add(record: RequestRecord): void;
  remove(requestId: string): void;
  /** Ends a request that could not be settled. Its event is kept, to be settled when the database is back. */
  giveUp(event: ClaimedEvent): void;
  isGivenUp(requestId: string): boolean;
  /** Lets go of the event of a request that was given up: it is settled, or never will be. */
  forget(requestId: string): void;
  /** Whether the request is under way, or was given up and not forgotten. */
  has(requestId: string): boolean;
  /** Those under way. */
  list(): Iterable<RequestRecord>;
  /** The events of those that were given up, longest ago first. */
  listGivenUp(): Iterable<ClaimedEvent>;
};

export function createOpenRequests(): OpenRequests {
  const records = new Map<string, RequestRecord>();
  const givenUp = new Map<string, ClaimedEvent>();
  return {
    add: (record) => void records.set(record.requestId, record),
    remove: (requestId) => void records.delete(requestId),
    giveUp: (event) => {
      records.delete(event.requestId);
      givenUp.set(event.requestId, event);
    },
    isGivenUp: (requestId) => givenUp.has(requestId),
    forget: (requestId) => void givenUp.delete(requestId),
    has: (requestId) => records.has(requestId) || givenUp.has(requestId),
    list: () => records.values(),
    listGivenUp: () => givenUp.values(),
  };
}
