import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import type { Schedule, Subscription } from "./billing-objects.ts";
import { keepSubscription } from "./create-subscription.ts";
import { type PlannedSubscription, planSubscription } from "./plan-subscription.ts";
import { saveInvoice } from "./save-invoice.ts";

/** Begins the subscription of a schedule with its first phase. Its first invoice stays a draft for an hour. */
export function startSchedule(account: Account, schedule: Schedule): void {
  const [phase] = schedule.phases;
  const [item] = phase?.items ?? [];
  if (phase === undefined || item === undefined) return;
  const settings = schedule.default_settings;
  const planned = planSubscription(account, {
    customer: find(account.tables.customers, "customer", schedule.customer),
    items: [{ price: item.price, quantity: item.quantity, isAccepted: true }],
    collectionMethod: phase.collection_method ?? settings.collection_method ?? undefined,
    metadata: phase.metadata,
    configure: (subscription) => configure(subscription, schedule),
  });
  keepStarted(account, planned);
  schedule.status = "active";
  schedule.subscription = planned.subscription.id;
  schedule.current_phase = { start_date: phase.start_date, end_date: phase.end_date };
  emit(account, "subscription_schedule.updated", schedule);
}

function keepStarted(account: Account, planned: PlannedSubscription): void {
  keepSubscription(account, planned, "active");
  if (planned.draft !== null) saveInvoice(account, planned.draft, { isFinalizedLater: true });
}

function configure(subscription: Subscription, schedule: Schedule): void {
  const { default_settings: settings, phases } = schedule;
  subscription.schedule = schedule.id;
  subscription.days_until_due = settings.invoice_settings.days_until_due;
  subscription.default_payment_method = phases[0]?.default_payment_method ?? settings.default_payment_method;
  subscription.description = settings.description;
  const { custom_fields, description, footer } = settings.invoice_settings;
  subscription.invoice_settings = { ...subscription.invoice_settings, custom_fields, description, footer };
}
