import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { newId, randomTail } from "#lib/stripe-simulator/core/id.ts";
import { listPage } from "#lib/stripe-simulator/core/list-page.ts";
import { markDeleted } from "#lib/stripe-simulator/core/mark-deleted.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { refuseUnsupported } from "#lib/stripe-simulator/core/refuse-unsupported.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { textOf } from "#lib/stripe-simulator/core/text-of.ts";
import { timeByClock } from "#lib/stripe-simulator/core/time-of.ts";

type Endpoint = Wire<Stripe.WebhookEndpoint>;

export const webhookEndpointRoutes = [
  route<Stripe.WebhookEndpointCreateParams>("POST", "/v1/webhook_endpoints", ({ account, params }) => {
    refuseUnsupported(params, ["connect"]);
    const endpoint: Endpoint = {
      id: newId("we"),
      object: "webhook_endpoint",
      api_version: params.api_version ?? null,
      application: null,
      created: timeByClock(account, null),
      description: textOf(params.description),
      enabled_events: params.enabled_events,
      livemode: false,
      metadata: mergeMetadata({}, params.metadata),
      secret: `whsec_${randomTail(32)}`,
      status: "enabled",
      url: checkedUrl(params.url),
    };
    account.tables.webhookEndpoints.set(endpoint.id, endpoint);
    return endpoint;
  }),
  route<Stripe.WebhookEndpointListParams>("GET", "/v1/webhook_endpoints", ({ account, params, url }) => {
    const page = listPage(account.tables.webhookEndpoints.values(), params, url);
    return { ...page, data: page.data.map(withoutSecret) };
  }),
  route<Stripe.WebhookEndpointUpdateParams>("POST", "/v1/webhook_endpoints/{id}", ({ account, path, params }) => {
    const endpoint = endpointAt(account, path);
    if (params.url !== undefined) endpoint.url = checkedUrl(params.url);
    if (params.enabled_events !== undefined) endpoint.enabled_events = params.enabled_events;
    if (params.disabled !== undefined) endpoint.status = params.disabled ? "disabled" : "enabled";
    endpoint.description = textOf(params.description, endpoint.description);
    endpoint.metadata = mergeMetadata(endpoint.metadata, params.metadata);
    return withoutSecret(endpoint);
  }),
  route<Stripe.WebhookEndpointDeleteParams>("DELETE", "/v1/webhook_endpoints/{id}", ({ account, path }) =>
    markDeleted(account, account.tables.webhookEndpoints, endpointAt(account, path)),
  ),
];

/** The secret is shown once, when the endpoint is made. */
function withoutSecret({ secret: _, ...endpoint }: Endpoint): Endpoint {
  return endpoint;
}

function endpointAt(account: Account, path: Readonly<Record<string, string>>): Endpoint {
  return find(account.tables.webhookEndpoints, "webhook_endpoint", path.id ?? "");
}

function checkedUrl(url: string): string {
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw invalidRequest("Invalid URL: An explicit scheme (such as https) must be provided.", {
      code: "url_invalid",
      param: "url",
    });
  }
  return url;
}
