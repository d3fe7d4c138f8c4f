import { describe, expect, test } from "vitest";
import { openSimulator } from "#lib/stripe-simulator/core/testing/open-simulator.ts";

const MONTHLY = { currency: "usd", recurring: { interval: "month" } } as const;

describe("prices", () => {
  test("a lookup key names one price, and moves only when that is asked for", async () => {
    const { stripe } = openSimulator();
    const product = await stripe.products.create({ name: "Team" });
    const price = { ...MONTHLY, product: product.id, lookup_key: "team_monthly" };
    const old = await stripe.prices.create({ ...price, unit_amount: 2_000 });
    await expect(stripe.prices.create({ ...price, unit_amount: 2_500 })).rejects.toThrow(
      "already uses that lookup key",
    );
    const now = await stripe.prices.create({ ...price, unit_amount: 2_500, transfer_lookup_key: true });
    const found = await stripe.prices.list({ lookup_keys: ["team_monthly"], active: true, expand: ["data.product"] });
    expect(found.data).toMatchObject([{ id: now.id, unit_amount: 2_500, product: { name: "Team" } }]);
    expect((await stripe.prices.retrieve(old.id)).lookup_key).toBeNull();
  });

  test("an amount may be given in parts of a cent, as a string on the wire", async () => {
    const { stripe, account } = openSimulator();
    const product = await stripe.products.create({ name: "Tokens" });
    const { id } = await stripe.prices.create({
      ...MONTHLY,
      product: product.id,
      unit_amount_decimal: "0.25" as never,
    });
    expect(account.tables.prices.get(id)).toMatchObject({ unit_amount: null, unit_amount_decimal: "0.25" });
    const whole = await stripe.prices.create({ ...MONTHLY, product: product.id, unit_amount: 900 });
    expect(account.tables.prices.get(whole.id)).toMatchObject({ unit_amount: 900, unit_amount_decimal: "900" });
  });

  test("needs an amount and a product that exists", async () => {
    const { stripe } = openSimulator();
    await expect(stripe.prices.create({ ...MONTHLY, product: "prod_none", unit_amount: 5 })).rejects.toMatchObject({
      code: "resource_missing",
      param: "product",
    });
    await expect(stripe.prices.create({ ...MONTHLY, product_data: { name: "x" } })).rejects.toMatchObject({
      code: "parameter_missing",
    });
    expect((await stripe.products.list()).data).toEqual([]);
  });
});

describe("products", () => {
  test("an id of one's own is taken once", async () => {
    const { stripe } = openSimulator();
    await stripe.products.create({ id: "weir_pro", name: "Pro" });
    await expect(stripe.products.create({ id: "weir_pro", name: "Pro" })).rejects.toMatchObject({
      code: "resource_already_exists",
    });
    expect((await stripe.products.update("weir_pro", { active: false })).active).toBe(false);
    expect((await stripe.products.list({ active: true })).data).toEqual([]);
  });
});
