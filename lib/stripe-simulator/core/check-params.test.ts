import { describe, expect, test } from "vitest";
import { checkParams } from "./check-params.ts";
import { parseForm } from "./parse-form.ts";
import { StripeFailure } from "./stripe-failure.ts";

function check(endpoint: string, form: string): unknown {
  return checkParams(endpoint, parseForm(form));
}

function refusal(endpoint: string, form: string): { code?: string; param?: string } {
  try {
    check(endpoint, form);
  } catch (error) {
    if (error instanceof StripeFailure) return { code: error.body.code, param: error.body.param } as { code?: string };
    throw error;
  }
  return expect.fail("It was not refused.");
}

describe("checkParams", () => {
  test("gives texts the types that the SDK declares", () => {
    const form =
      "customer=cus_1&items[0][price]=price_1&items[0][quantity]=3&cancel_at_period_end=true&metadata[0]=zero&metadata[n]=5&trial_end=now";
    expect(check("POST /v1/subscriptions", form)).toEqual({
      customer: "cus_1",
      items: [{ price: "price_1", quantity: 3 }],
      cancel_at_period_end: true,
      metadata: { 0: "zero", n: "5" },
      trial_end: "now",
    });
  });

  test("lets a range be a number or bounds", () => {
    expect(check("GET /v1/events", "created=5")).toEqual({ created: 5 });
    expect(check("GET /v1/events", "created[gte]=5&created[lt]=9")).toEqual({ created: { gte: 5, lt: 9 } });
  });

  test("lets what can be cleared be empty", () => {
    expect(check("POST /v1/customers/{id}", "metadata=&address=&description=")).toEqual({
      metadata: "",
      address: "",
      description: "",
    });
  });

  test.each([
    ["POST /v1/subscriptions/{id}", "proration_behaviour=none", "parameter_unknown", "proration_behaviour"],
    ["POST /v1/subscriptions/{id}", "items[0][prise]=x", "parameter_unknown", "items[0][prise]"],
    ["POST /v1/checkout/sessions", "payment_method_types[0]=card", "parameter_unknown", "payment_method_types"],
    ["POST /v1/customers", "toString=x", "parameter_unknown", "toString"],
    ["POST /v1/payment_intents", "amount=5", "parameter_missing", "currency"],
    ["POST /v1/invoices/{id}", "custom_fields[0][name]=PO", "parameter_missing", "custom_fields[0][value]"],
    ["POST /v1/payment_intents", "amount=lots&currency=usd", "parameter_invalid_integer", "amount"],
    ["POST /v1/subscriptions/{id}", "proration_behavior=sometimes", undefined, "proration_behavior"],
    ["POST /v1/prices/{id}", "active=yes", undefined, "active"],
    ["POST /v1/customers", "tax_id_data=us_ein", undefined, "tax_id_data"],
    ["POST /v1/customers", "shipping[name][first]=Ada", undefined, "shipping[name]"],
  ])("%s refuses %s", (endpoint, form, code, param) => {
    expect(refusal(endpoint, form)).toEqual({ code, param });
  });
});
