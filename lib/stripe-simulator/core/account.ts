import type Stripe from "stripe";
import type { Clock } from "#lib/platform/clock.ts";

/**
 * An object as it travels and as the tables keep it: decimals are strings, a field that could be expanded holds the id
 * alone, and words are those that are declared, without the SDK's opening for later ones. Expansion happens when an
 * answer is written, never in the tables.
 */
export type Wire<T> = [string] extends [Extract<Declared<T>, string>] ? Scalar<Declared<T>> : WireEach<Declared<T>>;

type WireEach<T> = T extends Stripe.Decimal
  ? string
  : T extends Scalars
    ? T
    : T extends readonly (infer Item)[]
      ? Wire<Item>[]
      : T extends object
        ? { [Key in keyof T]: Wire<T[Key]> }
        : T;

type Scalars = string | number | boolean | null | undefined;

type Scalar<T> = T extends Scalars ? T : never;

/** Drops `string & Record<never, never>`, by which the SDK keeps its lists of words open; plain `string` stays. */
type Declared<T> = T extends string ? (string extends T ? (IsPlainString<T> extends true ? T : never) : T) : T;

type IsPlainString<T> =
  (<Probe>() => Probe extends T ? 1 : 2) extends <Probe>() => Probe extends string ? 1 : 2 ? true : false;

/** Any object of the API, where its kind does not matter. */
export type ApiObject = { id: string; object: string };

/** The tables of an account by object type: objects by id, in order of creation. */
export type Tables = {
  balanceTransactions: Map<string, Wire<Stripe.CustomerBalanceTransaction>>;
  cashBalanceTransactions: Map<string, Wire<Stripe.CustomerCashBalanceTransaction>>;
  charges: Map<string, Wire<Stripe.Charge>>;
  checkoutSessions: Map<string, Wire<Stripe.Checkout.Session>>;
  creditNotes: Map<string, Wire<Stripe.CreditNote>>;
  customers: Map<string, Wire<Stripe.Customer>>;
  disputes: Map<string, Wire<Stripe.Dispute>>;
  events: Map<string, EventObject>;
  invoiceItems: Map<string, Wire<Stripe.InvoiceItem>>;
  invoicePayments: Map<string, Wire<Stripe.InvoicePayment>>;
  invoices: Map<string, Wire<Stripe.Invoice>>;
  mandates: Map<string, Wire<Stripe.Mandate>>;
  paymentIntents: Map<string, Wire<Stripe.PaymentIntent>>;
  paymentMethods: Map<string, Wire<Stripe.PaymentMethod>>;
  portalConfigurations: Map<string, Wire<Stripe.BillingPortal.Configuration>>;
  portalSessions: Map<string, Wire<Stripe.BillingPortal.Session>>;
  prices: Map<string, Wire<Stripe.Price>>;
  products: Map<string, Wire<Stripe.Product>>;
  refunds: Map<string, Wire<Stripe.Refund>>;
  setupIntents: Map<string, Wire<Stripe.SetupIntent>>;
  subscriptionSchedules: Map<string, Wire<Stripe.SubscriptionSchedule>>;
  subscriptions: Map<string, Wire<Stripe.Subscription>>;
  taxIds: Map<string, Wire<Stripe.TaxId>>;
  testClocks: Map<string, Wire<Stripe.TestHelpers.TestClock>>;
  webhookEndpoints: Map<string, Wire<Stripe.WebhookEndpoint>>;
};

/** An event whose data is whatever object it tells about. */
export type EventObject = {
  id: string;
  object: "event";
  api_version: string;
  created: number;
  data: { object: ApiObject; previous_attributes?: Record<string, unknown> };
  livemode: false;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null } | null;
  type: string;
};

export type EventType = Stripe.Event["type"];

/** How the next payment of an account shall end, set by the control API. */
export type PaymentOutcome =
  | "succeeded"
  | "card_declined"
  | "insufficient_funds"
  | "expired_card"
  | "authentication_required"
  | "processing_error";

/** Everything that one API key has made, and what Stripe would know of it without showing it. */
export type Account = {
  readonly key: string;
  readonly id: string;
  readonly world: World;
  readonly tables: Tables;
  /** What no answer shows, by area (`payments.methods`) and then by the object's id. Read through `notesOf`. */
  readonly notes: Map<string, Map<string, unknown>>;
  /** Outcomes for the next payments, the first in line first. */
  readonly nextOutcomes: PaymentOutcome[];
  /** The request that is being answered, for the events that it causes. */
  request: { id: string; idempotencyKey: string | null } | null;
  /** While something that fell due is done: its own moment in unix seconds, whatever the clocks say. */
  momentSeconds: number | null;
};

/** What all accounts share. */
export type World = {
  readonly clock: Clock;
  /** Base URL of the hosted pages, without a slash at its end. */
  readonly origin: string;
  readonly accounts: Map<string, Account>;
  readonly parts: readonly Part[];
  readonly queueWebhook: (account: Account, event: EventObject) => void;
};

/** One thing that time will bring about. `testClock` says by whose time. */
export type Due = { atSeconds: number; testClock: string | null; run: () => void };

/** What a folder of the simulator adds to the core. */
export type Part = {
  readonly routes: readonly Route[];
  /** Everything that is to happen to this account's objects as time passes, in any order. */
  readonly due?: (account: Account) => readonly Due[];
  /** A payment that was not over when it was made has now succeeded, failed or been canceled. */
  readonly onPaymentSettled?: (account: Account, intent: Wire<Stripe.PaymentIntent>) => void;
  /** Money came into a customer's cash balance. */
  readonly onCashArrived?: (account: Account, customer: string) => void;
  /** A customer is about to be deleted. */
  readonly onCustomerDeleted?: (account: Account, customer: string) => void;
  /** Fields that only `expand` shows: by object type and field. */
  readonly expansions?: Readonly<Record<string, Readonly<Record<string, Expansion>>>>;
};

// biome-ignore lint/suspicious/noExplicitAny: the object type is the key under which an expansion is filed.
export type Expansion = (account: Account, object: any) => unknown;

export type Method = "GET" | "POST" | "DELETE";

/** A request that has passed every check of the core. */
export type Call<Params> = {
  readonly account: Account;
  /** Values of the path: `/v1/customers/{id}` gives `id`. */
  readonly path: Readonly<Record<string, string>>;
  /** Checked against the SDK's own parameters; numbers and booleans are numbers and booleans. Without `expand`. */
  readonly params: Params;
  /** The path as asked for, for the `url` of lists. */
  readonly url: string;
};

/** Runs without waiting for anything, so that requests cannot interleave. */
// biome-ignore lint/suspicious/noExplicitAny: a table of routes holds routes of every kind of parameters.
export type Route = { readonly method: Method; readonly path: string; readonly run: (call: Call<any>) => unknown };
