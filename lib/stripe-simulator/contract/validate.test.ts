import { readFileSync } from "node:fs";
import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { createSimulator } from "#lib/stripe-simulator/core/simulator.ts";
import { ENDPOINTS } from "./endpoints.ts";
import { generateSchemas } from "./generate-schemas.ts";
import { paramShapes } from "./param-shapes.ts";
import { sdkRoutes } from "./sdk-routes.ts";
import { validateEvent, validateRequest, validateResponse } from "./validate.ts";

const SHAPES = "lib/stripe-simulator/core/generated/param-shapes.json";

async function customerJson(): Promise<Record<string, unknown>> {
  const { handle } = createSimulator({ clock: { now: () => new Date(0) }, origin: "http://127.0.0.1" });
  const stripe = new Stripe("sk_test_a", {
    httpClient: Stripe.createFetchHttpClient((url: string | URL | Request, init?: RequestInit) =>
      handle(new Request(url, init)),
    ),
  });
  const { lastResponse: _, ...customer } = await stripe.customers.create({ email: "ada@example.com" });
  return customer;
}

describe("the schemas tell right from wrong", () => {
  test("a whole customer passes, one without a field, with a foreign field or a wrong word does not", async () => {
    const customer = await customerJson();
    const { balance: _, ...lacking } = customer;
    expect(validateResponse("POST /v1/customers", customer)).toEqual([]);
    expect(validateResponse("POST /v1/customers", lacking)).toEqual([expect.stringContaining("'balance'")]);
    expect(validateResponse("POST /v1/customers", { ...customer, shoe_size: 42 })).not.toEqual([]);
    expect(validateResponse("POST /v1/customers", { ...customer, tax_exempt: "often" })).not.toEqual([]);
    expect(validateResponse("Customer", { ...customer, created: "1970" })).not.toEqual([]);
  });

  test("an event is held to its type's object", async () => {
    const event = {
      id: "evt_1",
      object: "event",
      api_version: "2026-10-28.endive",
      created: 1,
      livemode: false,
      pending_webhooks: 0,
      request: { id: null, idempotency_key: null },
      data: { object: await customerJson() },
    };
    expect(validateEvent({ ...event, type: "customer.created" } as { type: string })).toEqual([]);
    expect(validateEvent({ ...event, type: "invoice.paid" } as { type: string })).not.toEqual([]);
    expect(validateEvent({ type: "customer.promoted" })).toEqual([expect.stringContaining("No schema")]);
  });

  test("a request with a misspelt, removed or wrongly typed parameter is refused", () => {
    const update = "POST /v1/subscriptions/{id}";
    expect(validateRequest(update, "proration_behavior=none&items[0][quantity]=3")).toEqual([]);
    expect(validateRequest(update, "proration_behaviour=none")).not.toEqual([]);
    expect(validateRequest(update, "items[0][quantity]=many")).not.toEqual([]);
    expect(validateRequest(update, "proration_behavior=sometimes")).not.toEqual([]);
    expect(validateRequest("POST /v1/checkout/sessions", "mode=payment&payment_method_types[0]=card")).not.toEqual([]);
    expect(validateRequest("POST /v1/refunds", "metadata[a]=b&amount=5")).toEqual([]);
  });
});

describe("what is generated from the SDK", () => {
  test("covers every endpoint, each of which the SDK has", () => {
    const { requests, responses } = generateSchemas();
    expect(Object.keys(requests).sort()).toEqual([...ENDPOINTS].sort());
    expect(Object.keys(responses).sort()).toEqual([...ENDPOINTS].sort());
    expect(sdkRoutes().length).toBeGreaterThan(600);
  });

  test("agrees with the parameters that the simulator checks at run time", () => {
    // After another version of the SDK: node lib/stripe-simulator/contract/write-param-shapes.ts
    expect(JSON.parse(readFileSync(SHAPES, "utf8"))).toEqual(paramShapes(generateSchemas()));
  });
});
