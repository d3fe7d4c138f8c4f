import Stripe from "stripe";
import type { Method } from "#lib/stripe-simulator/core/account.ts";
import { RouteTable } from "#lib/stripe-simulator/core/match-route.ts";
import { createSimulator, type Simulator } from "#lib/stripe-simulator/core/simulator.ts";
import { ENDPOINTS } from "./endpoints.ts";
import { validateErrorEnvelope } from "./error-envelope.ts";
import { validateEvent, validateRequest, validateResponse } from "./validate.ts";

export type Observation = { answered: number; problems: string[] };

export type ObservedSimulator = {
  simulator: Simulator;
  /** The real SDK, on an account of its own, with an endpoint for every event. */
  client(account: string): Promise<Stripe>;
  /** By endpoint: how often it answered with 200, and what was wrong with its requests and answers. */
  endpoints: Map<string, Observation>;
  /** By type: events that were delivered, and what was wrong with them. */
  events: Map<string, Observation>;
  now: { seconds: number };
};

/** A simulator whose every request, answer and event is held against the SDK's types. */
export function observedSimulator(): ObservedSimulator {
  const now = { seconds: Date.UTC(2026, 10, 24, 12) / 1000 };
  const endpoints = new Map<string, Observation>(ENDPOINTS.map((name) => [name, { answered: 0, problems: [] }]));
  const events = new Map<string, Observation>();
  const secrets = new Map<string, string>();
  const simulator = createSimulator({
    clock: { now: () => new Date(now.seconds * 1000) },
    origin: "http://127.0.0.1:4014",
    deliver: async ({ url, body, headers }) => {
      const event = Stripe.webhooks.constructEvent(body, headers["stripe-signature"] ?? "", secrets.get(url) ?? "");
      note(events, event.type, 1, validateEvent(JSON.parse(body) as { type: string }));
      return 200;
    },
  });
  const table = new RouteTable(ENDPOINTS.map(endpointRoute));
  const fetchThrough = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(url, init);
    const { pathname, search } = new URL(request.url);
    const text = request.method === "POST" ? await request.clone().text() : search.slice(1);
    const match = table.match(request.method, pathname);
    const response = await simulator.handle(request);
    if (match === null) return response;
    const name = `${match.route.method} ${match.route.path}`;
    const json: unknown = await response.clone().json();
    const isFine = response.status === 200;
    const answer = isFine ? validateResponse(name, json) : validateErrorEnvelope(json);
    const asked = isFine ? validateRequest(name, text).map((problem) => `asked: ${problem}`) : [];
    note(endpoints, name, isFine ? 1 : 0, [...asked, ...answer]);
    return response;
  };
  const client = async (account: string): Promise<Stripe> => {
    const stripe = new Stripe(`sk_test_${account}`, {
      maxNetworkRetries: 0,
      httpClient: Stripe.createFetchHttpClient(fetchThrough),
    });
    const url = `http://127.0.0.1/${account}`;
    const { secret } = await stripe.webhookEndpoints.create({ url, enabled_events: ["*"] });
    secrets.set(url, secret ?? "");
    return stripe;
  };
  return { simulator, client, endpoints, events, now };
}

function endpointRoute(name: string): { method: Method; path: string; run: () => null } {
  const [method, path] = name.split(" ");
  return { method: method as Method, path: path ?? "", run: () => null };
}

function note(observations: Map<string, Observation>, name: string, answered: number, problems: string[]): void {
  const observation = observations.get(name) ?? { answered: 0, problems: [] };
  observation.answered += answered;
  observation.problems.push(...problems);
  observations.set(name, observation);
}
