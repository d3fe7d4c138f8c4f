import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";

type Configuration = Wire<Stripe.BillingPortal.Configuration>;
type Params = Wire<Stripe.BillingPortal.ConfigurationCreateParams>;

/** A portal's configuration. The simulator's portal shows cards and invoices; other features are kept and not shown. */
export function newPortalConfiguration(account: Account, params: Params, isDefault: boolean): Configuration {
  const created = timeOf(account, null);
  const profile = params.business_profile;
  return {
    id: newId("bpc"),
    object: "billing_portal.configuration",
    active: true,
    application: null,
    business_profile: {
      headline: profile?.headline || null,
      privacy_policy_url: profile?.privacy_policy_url ?? null,
      terms_of_service_url: profile?.terms_of_service_url ?? null,
    },
    created,
    default_return_url: params.default_return_url || null,
    features: featuresOf(params.features),
    is_default: isDefault,
    livemode: false,
    login_page: { enabled: false, url: null },
    metadata: mergeMetadata({}, params.metadata),
    name: params.name || null,
    updated: created,
  };
}

function featuresOf(features: Params["features"]): Configuration["features"] {
  const { subscription_cancel: cancel, subscription_update: update } = features;
  return {
    customer_update: {
      allowed_updates: features.customer_update?.allowed_updates || [],
      enabled: features.customer_update?.enabled ?? false,
    },
    invoice_history: { enabled: features.invoice_history?.enabled ?? false },
    payment_method_update: {
      enabled: features.payment_method_update?.enabled ?? false,
      payment_method_configuration: null,
    },
    subscription_cancel: {
      cancellation_reason: { enabled: false, feedback_options: null, options: [] },
      enabled: cancel?.enabled ?? false,
      mode: cancel?.mode ?? "at_period_end",
      proration_behavior: cancel?.proration_behavior ?? "none",
    },
    subscription_pause: { duration: { interval_options: [], type: "indefinite" }, enabled: false },
    subscription_update: {
      billing_cycle_anchor: update?.billing_cycle_anchor ?? null,
      default_allowed_updates: update?.default_allowed_updates || [],
      enabled: update?.enabled ?? false,
      products: null,
      proration_behavior: update?.proration_behavior ?? "none",
      schedule_at_period_end: { conditions: update?.schedule_at_period_end?.conditions ?? [] },
      trial_update_behavior: update?.trial_update_behavior ?? "end_trial",
    },
  };
}
