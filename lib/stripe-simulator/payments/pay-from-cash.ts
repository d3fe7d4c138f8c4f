import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { notesOf } from "#lib/stripe-simulator/core/notes-of.ts";
import { type ChargeResult, received } from "./attempt-payment.ts";
import { cashOf, moveCash } from "./cash-balance.ts";
import { createCharge } from "./create-charge.ts";
import { createIntent } from "./create-intent.ts";
import { createCashMethod } from "./create-payment-method.ts";

export type CashPayment = {
  customer: string;
  amount: number;
  currency: string;
  invoice?: string | null;
  description?: string | null;
  metadata?: Record<string, string>;
};

/** Pays from the customer's cash balance, whole or not at all: null when there is not enough. */
export function payFromCash(account: Account, payment: CashPayment): ChargeResult | null {
  const { customer, amount, currency, invoice = null, ...rest } = payment;
  if ((cashOf(account, customer)[currency] ?? 0) < amount) return null;
  const method = cashMethodOf(account, customer);
  const intent = createIntent(account, {
    ...rest,
    customer,
    amount,
    currency,
    orderReference: invoice,
    allowedTypes: ["customer_balance"],
  });
  intent.payment_method = method.id;
  moveCash(account, customer, -amount, currency, {
    type: "applied_to_payment",
    applied_to_payment: { payment_intent: intent.id },
  });
  return received(account, intent, createCharge(account, intent, method, "succeeded"));
}

/** The payment method that stands for a customer's cash balance, made when it is first needed. */
function cashMethodOf(account: Account, customer: string): ReturnType<typeof createCashMethod> {
  const notes = notesOf<string>(account, "payments.cashMethods");
  const known = account.tables.paymentMethods.get(notes.get(customer) ?? "");
  const method = known ?? createCashMethod(account, customer);
  notes.set(customer, method.id);
  return method;
}
