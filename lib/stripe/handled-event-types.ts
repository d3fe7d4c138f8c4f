/** The events after which less may be paid than was: for credits, or for a plan. */
export const REVERSAL_EVENT_TYPES = [
  "charge.refunded",
  "refund.created",
  "refund.updated",
  "refund.failed",
  "charge.dispute.created",
  "charge.dispute.updated",
  "charge.dispute.closed",
  "charge.dispute.funds_withdrawn",
  "charge.dispute.funds_reinstated",
] as const;

/** The events after which what a payment moved in the ledger may have to follow. */
export const PAYMENT_EVENT_TYPES = [
  "payment_intent.succeeded",
  "payment_intent.processing",
  "payment_intent.payment_failed",
  "payment_intent.requires_action",
  "payment_intent.canceled",
  ...REVERSAL_EVENT_TYPES,
] as const;

/** The events of Stripe's own pages. */
export const CHECKOUT_EVENT_TYPES = [
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "checkout.session.expired",
] as const;

/** The events after which a customer's subscription, card or open invoice may be another. */
export const STATE_EVENT_TYPES = [
  "customer.subscription.created",
  "customer.subscription.updated",
  "customer.subscription.deleted",
  "customer.subscription.paused",
  "customer.subscription.resumed",
  "customer.subscription.pending_update_applied",
  "customer.subscription.pending_update_expired",
  "subscription_schedule.created",
  "subscription_schedule.updated",
  "subscription_schedule.released",
  "subscription_schedule.completed",
  "subscription_schedule.canceled",
  "subscription_schedule.aborted",
  "invoice.finalized",
  "invoice.paid",
  "invoice.payment_failed",
  "invoice.payment_action_required",
  "invoice.overdue",
  "invoice.voided",
  "invoice.marked_uncollectible",
  "payment_method.attached",
  "payment_method.detached",
  "payment_method.updated",
  "payment_method.automatically_updated",
  "customer.updated",
  "customer.deleted",
] as const;

/** Everything that Weir wants to be told, by webhook or when it asks. */
export const HANDLED_EVENT_TYPES = [...PAYMENT_EVENT_TYPES, ...CHECKOUT_EVENT_TYPES, ...STATE_EVENT_TYPES] as const;
