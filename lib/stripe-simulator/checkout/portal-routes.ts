import type Stripe from "stripe";
import type { Account, Call, Wire } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { listPage } from "#lib/stripe-simulator/core/list-page.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import { invalidRequest, parameterMissing } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { newPortalConfiguration } from "./new-portal-configuration.ts";

type Configuration = Wire<Stripe.BillingPortal.Configuration>;
type PortalSession = Wire<Stripe.BillingPortal.Session>;
type SessionParams = Wire<Stripe.BillingPortal.SessionCreateParams>;

export const portalRoutes = [
  route<Stripe.BillingPortal.ConfigurationCreateParams>(
    "POST",
    "/v1/billing_portal/configurations",
    ({ account, params }) => keep(account, newPortalConfiguration(account, params, false)),
  ),
  route<Stripe.BillingPortal.ConfigurationListParams>(
    "GET",
    "/v1/billing_portal/configurations",
    ({ account, params, url }) => listPage(configurationsLike(account, params), params, url),
  ),
  route<Stripe.BillingPortal.SessionCreateParams>("POST", "/v1/billing_portal/sessions", createSession),
];

function createSession({ account, params }: Call<SessionParams>): PortalSession {
  if (params.customer === undefined) throw parameterMissing("customer");
  find(account.tables.customers, "customer", params.customer, "customer");
  if (params.flow_data !== undefined) {
    throw invalidRequest("The simulator's portal has no flows: it shows cards and invoices.", { param: "flow_data" });
  }
  const configuration =
    params.configuration === undefined
      ? defaultConfiguration(account)
      : find(account.tables.portalConfigurations, "configuration", params.configuration, "configuration");
  const id = newId("bps");
  const session: PortalSession = {
    id,
    object: "billing_portal.session",
    configuration: configuration.id,
    created: timeOf(account, params.customer),
    customer: params.customer,
    customer_account: null,
    flow: null,
    livemode: false,
    locale: params.locale ?? null,
    on_behalf_of: null,
    return_url: params.return_url ?? configuration.default_return_url,
    url: `${account.world.origin}/portal/${id}`,
  };
  account.tables.portalSessions.set(id, session);
  return session;
}

function defaultConfiguration(account: Account): Configuration {
  const kept = [...account.tables.portalConfigurations.values()].find((configuration) => configuration.is_default);
  if (kept) return kept;
  const features = { invoice_history: { enabled: true }, payment_method_update: { enabled: true } };
  return keep(account, newPortalConfiguration(account, { features }, true));
}

function keep(account: Account, configuration: Configuration): Configuration {
  account.tables.portalConfigurations.set(configuration.id, configuration);
  return configuration;
}

function configurationsLike(
  account: Account,
  { active, is_default }: Wire<Stripe.BillingPortal.ConfigurationListParams>,
): Configuration[] {
  return [...account.tables.portalConfigurations.values()].filter(
    (configuration) =>
      (active === undefined || configuration.active === active) &&
      (is_default === undefined || configuration.is_default === is_default),
  );
}
