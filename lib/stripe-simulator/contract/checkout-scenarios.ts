import type { Scenario } from "./scenario.ts";

const RETURN = {
  success_url: "http://127.0.0.1:4010/done?session_id={CHECKOUT_SESSION_ID}",
  cancel_url: "http://127.0.0.1:4010/plans",
} as const;

/** What hosted sessions are asked. */
export const CHECKOUT_SCENARIOS: readonly Scenario[] = [
  {
    name: "checkout sessions",
    run: async (stripe) => {
      const customer = await stripe.customers.create({ email: "ada@example.com" });
      const session = await stripe.checkout.sessions.create({
        ...RETURN,
        mode: "payment",
        customer: customer.id,
        client_reference_id: "workspace-1",
        line_items: [
          { quantity: 1, price_data: { currency: "usd", unit_amount: 2500, product_data: { name: "Credits" } } },
        ],
        invoice_creation: { enabled: true },
        payment_intent_data: { setup_future_usage: "off_session", metadata: { kind: "credit_topup" } },
        allowed_payment_method_types: ["card"],
      });
      const product = await stripe.products.create({ name: "Pro" });
      const price = await stripe.prices.create({
        product: product.id,
        currency: "usd",
        unit_amount: 2000,
        recurring: { interval: "month" },
      });
      await stripe.checkout.sessions.create({
        ...RETURN,
        mode: "subscription",
        customer: customer.id,
        line_items: [{ price: price.id, quantity: 1 }],
        subscription_data: { metadata: { workspace: "1" } },
      });
      await stripe.checkout.sessions.create({ ...RETURN, mode: "setup", customer: customer.id, currency: "usd" });
      await stripe.checkout.sessions.list({ customer: customer.id });
      await stripe.checkout.sessions.retrieve(session.id, { expand: ["line_items", "customer"] });
      await stripe.checkout.sessions.listLineItems(session.id);
      await stripe.checkout.sessions.expire(session.id);
    },
  },
  {
    name: "billing portal",
    run: async (stripe) => {
      const customer = await stripe.customers.create({ email: "ada@example.com" });
      const configuration = await stripe.billingPortal.configurations.create({
        features: { payment_method_update: { enabled: true }, invoice_history: { enabled: true } },
      });
      await stripe.billingPortal.configurations.list();
      await stripe.billingPortal.sessions.create({
        customer: customer.id,
        configuration: configuration.id,
        return_url: "http://127.0.0.1:4010/billing",
      });
    },
  },
];
