import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { notesOf } from "#lib/stripe-simulator/core/notes-of.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";

type CashTransaction = Wire<Stripe.CustomerCashBalanceTransaction>;
type Change = Pick<CashTransaction, "type" | "funded" | "applied_to_payment" | "refunded_from_payment">;

/** The money that a customer has sent by bank transfer and that has paid nothing yet, in cents by currency. */
export function cashOf(account: Account, customer: string): Record<string, number> {
  const notes = notesOf<Record<string, number>>(account, "payments.cash");
  const cash = notes.get(customer) ?? {};
  notes.set(customer, cash);
  return cash;
}

/** The cash balance as the API shows it. */
export function cashBalanceOf(account: Account, customer: string): Wire<Stripe.CashBalance> {
  const available = Object.fromEntries(Object.entries(cashOf(account, customer)).filter(([, cents]) => cents !== 0));
  return {
    object: "cash_balance",
    available: Object.keys(available).length > 0 ? available : null,
    customer,
    customer_account: null,
    livemode: false,
    settings: { reconciliation_mode: "automatic", using_merchant_default: true },
  };
}

/** A bank transfer arrives: it is booked, and every part may pay what is open with it. */
export function fundCash(
  account: Account,
  customer: string,
  { amount, currency, reference }: { amount: number; currency: string; reference: string | null },
): CashTransaction {
  find(account.tables.customers, "customer", customer);
  const transaction = moveCash(account, customer, amount, currency, {
    type: "funded",
    funded: {
      bank_transfer: {
        reference,
        type: "us_bank_transfer",
        us_bank_transfer: { network: "ach", sender_name: "Simulated sender" },
      },
    },
  });
  emit(account, "cash_balance.funds_available", cashBalanceOf(account, customer));
  for (const part of account.world.parts) part.onCashArrived?.(account, customer);
  return transaction;
}

/** Books a refund of a payment that was made from the cash balance. */
export function returnToCash(account: Account, charge: Wire<Stripe.Charge>, refund: Wire<Stripe.Refund>): void {
  if (charge.customer === null) return;
  moveCash(account, charge.customer, refund.amount, refund.currency, {
    type: "refunded_from_payment",
    refunded_from_payment: { refund: refund.id },
  });
}

/** Adds cents to a cash balance, or takes them, and books it. */
export function moveCash(
  account: Account,
  customer: string,
  amount: number,
  currency: string,
  change: Change,
): CashTransaction {
  const cash = cashOf(account, customer);
  cash[currency] = (cash[currency] ?? 0) + amount;
  const transaction: CashTransaction = {
    id: newId("ccsbtxn"),
    object: "customer_cash_balance_transaction",
    created: timeOf(account, customer),
    currency,
    customer,
    customer_account: null,
    ending_balance: cash[currency],
    livemode: false,
    net_amount: amount,
    ...change,
  };
  account.tables.cashBalanceTransactions.set(transaction.id, transaction);
  emit(account, "customer_cash_balance_transaction.created", transaction);
  return transaction;
}
