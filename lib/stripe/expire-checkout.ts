import type { StripeConnection } from "./connection.ts";
import { findOrNull } from "./find-or-null.ts";

/** Closes a page that nobody shall buy on any more. One that is complete or expired is left alone. */
export async function expireCheckout({ client }: StripeConnection, sessionId: string): Promise<void> {
  const session = await findOrNull(client.checkout.sessions.retrieve(sessionId));
  if (session?.status === "open") await client.checkout.sessions.expire(sessionId);
}
