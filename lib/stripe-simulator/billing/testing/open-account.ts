import Stripe from "stripe";
import { validateEvent } from "#lib/stripe-simulator/contract/validate.ts";
import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { createSimulator, type Simulator } from "#lib/stripe-simulator/core/simulator.ts";

export type OpenAccount = {
  stripe: Stripe;
  simulator: Simulator;
  account: Account;
  customer: string;
  /** Monthly prices in cents: Pro 4900, Team 9900 for each seat. */
  prices: { pro: string; team: string };
  /** Moves the clock and does what falls due. */
  advanceTo(instant: string | number): void;
  now(): number;
  /** The types of what happened since the last call, in order of creation. */
  events(): string[];
  /** What is wrong with the shape of any event so far, by the types of the SDK. */
  problems(): string[];
};

let accounts = 0;

/** An account of its own in a simulator of its own, driven by the real SDK: one customer with a good card, two prices. */
export async function openAccount(options: { at?: string; method?: string | null } = {}): Promise<OpenAccount> {
  let seconds = unixSeconds(options.at ?? "2026-11-01T00:00:00Z");
  const simulator = createSimulator({
    clock: { now: () => new Date(seconds * 1000) },
    origin: "http://127.0.0.1:4014",
    deliver: async () => 200,
  });
  accounts += 1;
  const key = `sk_test_billing${accounts}`;
  const stripe = new Stripe(key, {
    maxNetworkRetries: 0,
    httpClient: Stripe.createFetchHttpClient(async (input: string | URL | Request, init?: RequestInit) =>
      simulator.handle(new Request(input, init)),
    ),
  });
  const customer = await customerWith(stripe, options.method === undefined ? "pm_card_visa" : options.method);
  const account = simulator.accountOf(key);
  let seen = account.tables.events.size;
  const prices = { pro: await monthlyPrice(stripe, "Pro", 4900), team: await monthlyPrice(stripe, "Team", 9900) };
  seen = account.tables.events.size;
  return {
    stripe,
    simulator,
    account,
    customer,
    prices,
    now: () => seconds,
    advanceTo: (instant) => {
      seconds = typeof instant === "number" ? instant : unixSeconds(instant);
      simulator.runDue();
    },
    events: () => {
      const types = [...account.tables.events.values()].slice(seen).map(({ type }) => type);
      seen = account.tables.events.size;
      return types;
    },
    problems: () =>
      [...account.tables.events.values()].flatMap((event) =>
        validateEvent(event).map((problem) => `${event.type}: ${problem}`),
      ),
  };
}

/** A customer whose default payment method is this one. */
export async function customerWith(stripe: Stripe, method: string | null, testClock?: string): Promise<string> {
  const customer = await stripe.customers.create({
    name: "Ada Lovelace Ltd",
    email: "billing@example.com",
    ...(testClock === undefined ? {} : { test_clock: testClock }),
  });
  if (method !== null) await setMethod(stripe, customer.id, method);
  return customer.id;
}

/** Attaches a payment method and makes it the customer's default. */
export async function setMethod(stripe: Stripe, customer: string, method: string): Promise<string> {
  const { id } = await stripe.paymentMethods.attach(method, { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } });
  return id;
}

export async function monthlyPrice(stripe: Stripe, name: string, unitAmount: number): Promise<string> {
  const price = await stripe.prices.create({
    currency: "usd",
    unit_amount: unitAmount,
    recurring: { interval: "month" },
    product_data: { name },
  });
  return price.id;
}

export function unixSeconds(instant: string): number {
  return Date.parse(instant) / 1000;
}
