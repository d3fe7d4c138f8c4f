import type { Account, ApiObject, EventObject, EventType } from "./account.ts";
import { API_VERSION } from "./api-version.ts";
import { newId } from "./id.ts";
import { timeByClock, timeOf } from "./time-of.ts";

/**
 * Records that something happened to an object and queues it for the webhook endpoints. The event keeps a copy of the
 * object as it is now. `previous` holds the old values of what an update changed.
 */
export function emit(
  account: Account,
  type: EventType,
  object: object,
  options: { previous?: Record<string, unknown> } = {},
): EventObject {
  const { request } = account;
  const event: EventObject = {
    id: newId("evt"),
    object: "event",
    api_version: API_VERSION,
    created: createdOf(account, object),
    data: {
      object: structuredClone(object) as ApiObject,
      ...(options.previous ? { previous_attributes: structuredClone(options.previous) } : {}),
    },
    livemode: false,
    pending_webhooks: 0,
    request: { id: request?.id ?? null, idempotency_key: request?.idempotencyKey ?? null },
    type,
  };
  account.tables.events.set(event.id, event);
  account.world.queueWebhook(account, event);
  return event;
}

function createdOf(account: Account, object: object): number {
  const { test_clock, customer } = object as { test_clock?: string | null; customer?: string | null };
  if (typeof test_clock === "string") return timeByClock(account, test_clock);
  return timeOf(account, customer);
}
