import type { StripeConnection } from "./connection.ts";
import { readStripeEvent, type StripeEvent } from "./stripe-event.ts";
import { toStripeTime } from "./stripe-time.ts";

/** The most types that one call may name. */
const TYPES_PER_CALL = 20;

/** The events of some types created at or after an instant, the oldest first. Stripe keeps them for 30 days. */
export async function* listEvents(
  { client }: StripeConnection,
  { types, since }: { types: readonly string[]; since: Date },
): AsyncGenerator<StripeEvent> {
  const events: StripeEvent[] = [];
  for (let first = 0; first < types.length; first += TYPES_PER_CALL) {
    const named = types.slice(first, first + TYPES_PER_CALL);
    const listed = client.events.list({ types: named, created: { gte: toStripeTime(since) }, limit: 100 });
    for await (const event of listed) events.push(readStripeEvent(event));
  }
  // Stripe lists the newest first, so that the oldest is only known at the end.
  yield* events.reverse().sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}
