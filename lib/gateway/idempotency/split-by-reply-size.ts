import type { ClaimedEvent } from "./claimed-event.ts";

const LARGEST_GROUP_BYTES = 4 * 1_048_576;

/** Cuts a group so that the replies that are stored in one call stay within what a call may take. */
export function splitByReplySize(events: readonly ClaimedEvent[]): (readonly ClaimedEvent[])[] {
  if (!events.some((event) => event.claim)) return [events];
  const groups: ClaimedEvent[][] = [];
  let sum = 0;
  for (const event of events) {
    const size = Buffer.byteLength(event.claim?.reply?.answer ?? "");
    const group = groups.at(-1);
    if (group && sum + size <= LARGEST_GROUP_BYTES) {
      group.push(event);
      sum += size;
    } else {
      groups.push([event]);
      sum = size;
    }
  }
  return groups;
}
