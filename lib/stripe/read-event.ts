import type { StripeConnection } from "./connection.ts";
import { findOrNull } from "./find-or-null.ts";
import { readStripeEvent, type StripeEvent } from "./stripe-event.ts";

/** An event as Stripe keeps it for 30 days; null when it knows none by this id. */
export async function readEvent({ client }: StripeConnection, eventId: string): Promise<StripeEvent | null> {
  const event = await findOrNull(client.events.retrieve(eventId));
  return event && readStripeEvent(event);
}
