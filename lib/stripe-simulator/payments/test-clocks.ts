import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { markDeleted } from "#lib/stripe-simulator/core/mark-deleted.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import { runDueUntil } from "#lib/stripe-simulator/core/run-due.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeByClock } from "#lib/stripe-simulator/core/time-of.ts";
import { deleteCustomer } from "./customers.ts";

type TestClock = Wire<Stripe.TestHelpers.TestClock>;

const KEPT_SECONDS = 7 * 24 * 60 * 60;
/** What Stripe allows where there is no subscription: two years. */
const MAX_ADVANCE_SECONDS = 2 * 366 * 24 * 60 * 60;

export const testClockRoutes = [
  route<Stripe.TestHelpers.TestClockCreateParams>("POST", "/v1/test_helpers/test_clocks", ({ account, params }) => {
    const created = timeByClock(account, null);
    const clock: TestClock = {
      id: newId("clock"),
      object: "test_helpers.test_clock",
      created,
      deletes_after: created + KEPT_SECONDS,
      frozen_time: params.frozen_time,
      livemode: false,
      name: params.name ?? null,
      status: "ready",
      status_details: {},
    };
    account.tables.testClocks.set(clock.id, clock);
    emit(account, "test_helpers.test_clock.created", clock);
    return clock;
  }),
  route<Stripe.TestHelpers.TestClockRetrieveParams>("GET", "/v1/test_helpers/test_clocks/{id}", ({ account, path }) =>
    clockAt(account, path),
  ),
  route<Stripe.TestHelpers.TestClockAdvanceParams>(
    "POST",
    "/v1/test_helpers/test_clocks/{id}/advance",
    ({ account, path, params }) => advance(account, clockAt(account, path), params.frozen_time),
  ),
  route<Stripe.TestHelpers.TestClockDeleteParams>(
    "DELETE",
    "/v1/test_helpers/test_clocks/{id}",
    ({ account, path }) => {
      const clock = clockAt(account, path);
      for (const customer of account.tables.customers.values()) {
        if (customer.test_clock === clock.id) deleteCustomer(account, customer);
      }
      emit(account, "test_helpers.test_clock.deleted", clock);
      return markDeleted(account, account.tables.testClocks, clock);
    },
  ),
];

/** Does everything that falls due until then, each thing at its moment, before it answers. */
function advance(account: Account, clock: TestClock, target: number): TestClock {
  if (target <= clock.frozen_time) {
    throw invalidRequest("The new frozen time must be after the current frozen time.", { param: "frozen_time" });
  }
  if (target - clock.frozen_time > MAX_ADVANCE_SECONDS) {
    throw invalidRequest("You cannot advance a test clock by more than two years at once.", { param: "frozen_time" });
  }
  clock.status = "advancing";
  clock.status_details = { advancing: { target_frozen_time: target } };
  emit(account, "test_helpers.test_clock.advancing", clock);
  runDueUntil(account, clock.id, target);
  clock.frozen_time = target;
  clock.status = "ready";
  clock.status_details = {};
  emit(account, "test_helpers.test_clock.ready", clock);
  return clock;
}

function clockAt(account: Account, path: Readonly<Record<string, string>>): TestClock {
  return find(account.tables.testClocks, "test_clock", path.id ?? "");
}
