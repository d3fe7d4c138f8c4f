import type { Session } from "./session-notes.ts";

/** Where a browser goes once a session is complete. */
export function successUrlOf(session: Session): string {
  return (session.success_url ?? "/").replaceAll("{CHECKOUT_SESSION_ID}", session.id);
}
