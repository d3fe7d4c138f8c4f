import { findOwner } from "#lib/stripe-simulator/checkout/find-owner.ts";
import type { Account, PaymentOutcome, Tables } from "#lib/stripe-simulator/core/account.ts";
import type { Simulator } from "#lib/stripe-simulator/core/simulator.ts";
import { settleBankDebit } from "#lib/stripe-simulator/payments/bank-debits.ts";
import { closeDispute, openDispute } from "#lib/stripe-simulator/payments/disputes.ts";
import { type ControlCall, ControlRefusal, type ControlRoute, oneOf } from "./control-call.ts";

const OUTCOMES: readonly PaymentOutcome[] = [
  "succeeded",
  "card_declined",
  "insufficient_funds",
  "expired_card",
  "authentication_required",
  "processing_error",
];

/** What happens to payments outside of Stripe: banks, cardholders. */
export const PAYMENT_CONTROLS: readonly ControlRoute[] = [
  ["POST", "next-payment", planPayment],
  [
    "POST",
    "bank/settle/:intent",
    ({ simulator, id }) => settleBankDebit(ownerOf(simulator, "paymentIntents", id), id, "paid"),
  ],
  [
    "POST",
    "bank/fail/:intent",
    ({ simulator, id, input: { reason = "insufficient_funds" } }) => {
      const outcome = oneOf("The reason", ["insufficient_funds", "account_closed"], reason);
      return settleBankDebit(ownerOf(simulator, "paymentIntents", id), id, outcome);
    },
  ],
  ["POST", "dispute/:charge", ({ simulator, id }) => openDispute(ownerOf(simulator, "charges", id), id)],
  [
    "POST",
    "disputes/:id/close",
    ({ simulator, id, input }) => {
      const outcome = oneOf("The outcome", ["won", "lost"], input.outcome);
      return closeDispute(ownerOf(simulator, "disputes", id), id, outcome);
    },
  ],
];

function planPayment({ simulator, input, key }: ControlCall) {
  const outcome = oneOf("The outcome", OUTCOMES, input.outcome);
  const { nextOutcomes } = accountFor(simulator, key);
  nextOutcomes.push(outcome);
  return { nextOutcomes };
}

/** The account of the key that was sent; without one, the only account that there is. */
function accountFor(simulator: Simulator, key: string | null): Account {
  if (key !== null) return simulator.accountOf(key);
  const [only, ...others] = simulator.world.accounts.values();
  if (only && others.length === 0) return only;
  throw new ControlRefusal(400, "Say which account: send its key as Authorization: Bearer sk_test_….");
}

function ownerOf(simulator: Simulator, table: keyof Tables, id: string): Account {
  const found = findOwner(simulator, table, id);
  if (found) return found.account;
  throw new ControlRefusal(404, `There is no ${id}.`);
}
