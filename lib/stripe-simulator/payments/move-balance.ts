import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";

type BalanceTransaction = Wire<Stripe.CustomerBalanceTransaction>;

export type BalanceMoveDetails = {
  currency?: string;
  invoice?: string;
  creditNote?: string;
  description?: string;
  metadata?: Record<string, string>;
};

/** Adds cents to a customer's balance: what is above zero is owed by the customer, what is below is in their favour. */
export function moveBalance(
  account: Account,
  customerId: string,
  amount: number,
  type: BalanceTransaction["type"],
  details: BalanceMoveDetails = {},
): BalanceTransaction {
  const customer = find(account.tables.customers, "customer", customerId);
  const currency = details.currency ?? customer.currency ?? "usd";
  if (customer.currency !== null && customer.currency !== undefined && customer.currency !== currency) {
    throw invalidRequest(
      `You cannot combine currencies on a single customer. This customer uses ${customer.currency}.`,
      {
        param: "currency",
      },
    );
  }
  const before = customer.balance;
  customer.balance += amount;
  customer.currency = currency;
  const transaction: BalanceTransaction = {
    id: newId("cbtxn"),
    object: "customer_balance_transaction",
    amount,
    checkout_session: null,
    created: timeOf(account, customerId),
    credit_note: details.creditNote ?? null,
    currency,
    customer: customerId,
    customer_account: null,
    description: details.description ?? null,
    ending_balance: customer.balance,
    invoice: details.invoice ?? null,
    livemode: false,
    metadata: details.metadata ?? {},
    type,
  };
  account.tables.balanceTransactions.set(transaction.id, transaction);
  emit(account, "customer.updated", customer, { previous: { balance: before } });
  return transaction;
}
