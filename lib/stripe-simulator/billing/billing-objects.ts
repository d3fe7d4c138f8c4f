import type Stripe from "stripe";
import type { Wire } from "#lib/stripe-simulator/core/account.ts";

export type Customer = Wire<Stripe.Customer>;
export type Price = Wire<Stripe.Price>;
export type Subscription = Wire<Stripe.Subscription>;
export type SubscriptionItem = Wire<Stripe.SubscriptionItem>;
export type Schedule = Wire<Stripe.SubscriptionSchedule>;
export type Phase = Schedule["phases"][number];
export type Invoice = Wire<Stripe.Invoice>;
export type InvoiceLine = Wire<Stripe.InvoiceLineItem>;
export type InvoiceItem = Wire<Stripe.InvoiceItem>;
export type InvoicePayment = Wire<Stripe.InvoicePayment>;
export type CreditNote = Wire<Stripe.CreditNote>;

export type ProrationBehavior = "always_invoice" | "create_prorations" | "none";
export type PaymentBehavior =
  | "allow_incomplete"
  | "default_incomplete"
  | "error_if_incomplete"
  | "pending_if_incomplete";
export type CollectionMethod = "charge_automatically" | "send_invoice";

/** What a subscription's one item sells. */
export type Terms = { readonly price: Price; readonly quantity: number };
