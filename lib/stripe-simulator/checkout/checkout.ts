import type { Account, Due, Part } from "#lib/stripe-simulator/core/account.ts";
import { testClockOf } from "#lib/stripe-simulator/core/time-of.ts";
import { expireSession } from "./expire-session.ts";
import { checkoutRoutes } from "./routes.ts";
import { sessionNote } from "./session-notes.ts";
import { settleSession } from "./settle-session.ts";

/** What checkout adds to the core: its routes, what falls due, and what payments cause. */
export const checkout: Part = {
  routes: checkoutRoutes,
  due: dueSessions,
  onPaymentSettled: settleSession,
  expansions: {
    "checkout.session": {
      line_items: (account, session) => ({
        object: "list",
        data: sessionNote(account, session.id).lineItems,
        has_more: false,
        url: `/v1/checkout/sessions/${session.id}/line_items`,
      }),
    },
  },
};

function dueSessions(account: Account): Due[] {
  return [...account.tables.checkoutSessions.values()]
    .filter((session) => session.status === "open")
    .map((session) => ({
      atSeconds: session.expires_at,
      testClock: testClockOf(account, String(session.customer)),
      run: () => expireSession(account, session),
    }));
}
