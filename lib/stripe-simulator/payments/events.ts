import type Stripe from "stripe";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { isInRange } from "#lib/stripe-simulator/core/is-in-range.ts";
import { listPage } from "#lib/stripe-simulator/core/list-page.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";

export const eventRoutes = [
  route<Stripe.EventListParams>("GET", "/v1/events", ({ account, params, url }) => {
    const { created, delivery_success, type, types } = params;
    if (type !== undefined && types !== undefined) {
      throw invalidRequest("You may pass either type or types, but not both.", { param: "types" });
    }
    const wanted = types ?? (type === undefined ? null : [type]);
    const rows = [...account.tables.events.values()].filter(
      (event) =>
        (wanted === null || wanted.some((pattern) => isOfType(event.type, pattern))) &&
        (delivery_success === undefined || (event.pending_webhooks === 0) === delivery_success) &&
        isInRange(event.created, created),
    );
    return listPage(rows, params, url);
  }),
  route<Stripe.EventRetrieveParams>("GET", "/v1/events/{id}", ({ account, path }) =>
    find(account.tables.events, "event", path.id ?? ""),
  ),
];

/** `invoice.*` stands for every type that starts with `invoice.`. */
function isOfType(type: string, pattern: string): boolean {
  return pattern.endsWith("*") ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}
