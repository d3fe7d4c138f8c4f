import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { newId, randomTail } from "#lib/stripe-simulator/core/id.ts";
import { resourceMissing } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeByClock } from "#lib/stripe-simulator/core/time-of.ts";
import { setMethodNote } from "./method-notes.ts";
import {
  type BankName,
  type CardName,
  methodOfMagicId,
  TEST_BANKS,
  TEST_CARDS,
  type TestMethod,
} from "./test-methods.ts";

type PaymentMethod = Wire<Stripe.PaymentMethod>;

export type MethodDetails = {
  allowRedisplay?: "always" | "limited" | "unspecified";
  billingDetails?: Partial<PaymentMethod["billing_details"]>;
  expMonth?: number;
  expYear?: number;
  accountHolderType?: "company" | "individual";
  metadata?: Record<string, string>;
  /** False for a bank account that has still to be verified by small deposits. */
  isVerified?: boolean;
};

/** A new payment method of a test card or bank, attached to nobody. */
export function createPaymentMethod(account: Account, method: TestMethod, details: MethodDetails = {}): PaymentMethod {
  const created: PaymentMethod = {
    id: newId("pm"),
    object: "payment_method",
    allow_redisplay: details.allowRedisplay ?? "unspecified",
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null, ...details.billingDetails },
    created: timeByClock(account, null),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: details.metadata ?? {},
    ...(method.kind === "card"
      ? { type: "card", card: cardOf(method.name, details, timeByClock(account, null)) }
      : { type: "us_bank_account", us_bank_account: bankOf(method.name, details) }),
  };
  account.tables.paymentMethods.set(created.id, created);
  const isVerified = details.isVerified ?? true;
  setMethodNote(account, created.id, { method, isSetUp: false, isSpent: false, isVerified });
  return created;
}

/** The payment method that stands for a customer's cash balance. */
export function createCashMethod(account: Account, customer: string): PaymentMethod {
  const created: PaymentMethod = {
    id: newId("pm"),
    object: "payment_method",
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    created: timeByClock(account, null),
    customer,
    customer_account: null,
    customer_balance: {},
    livemode: false,
    metadata: {},
    type: "customer_balance",
  };
  account.tables.paymentMethods.set(created.id, created);
  return created;
}

/** The payment method with this id; a magic id makes a new one each time. `param` names where the id was given. */
export function methodOf(account: Account, id: string, param: string): PaymentMethod {
  const known = account.tables.paymentMethods.get(id);
  if (known !== undefined) return known;
  const magic = methodOfMagicId(id);
  if (magic === null) throw resourceMissing("PaymentMethod", id, param);
  return createPaymentMethod(account, magic);
}

function cardOf(name: CardName, { expMonth, expYear }: MethodDetails, now: number): Wire<Stripe.PaymentMethod.Card> {
  const { brand, last4 } = TEST_CARDS[name];
  return {
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
    country: "US",
    display_brand: brand,
    exp_month: expMonth ?? 12,
    exp_year: expYear ?? new Date(now * 1000).getUTCFullYear() + 3,
    fingerprint: randomTail(16),
    funding: name === "visa_debit" ? "debit" : "credit",
    generated_from: null,
    last4,
    networks: { available: [brand], preferred: null },
    regulated_status: "unregulated",
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
}

function bankOf(name: BankName, { accountHolderType }: MethodDetails): Wire<Stripe.PaymentMethod.UsBankAccount> {
  return {
    account_holder_type: accountHolderType ?? "company",
    account_type: "checking",
    bank_name: "STRIPE TEST BANK",
    financial_connections_account: null,
    fingerprint: randomTail(16),
    last4: TEST_BANKS[name].last4,
    networks: { preferred: "ach", supported: ["ach"] },
    routing_number: "110000000",
    status_details: {},
  };
}
