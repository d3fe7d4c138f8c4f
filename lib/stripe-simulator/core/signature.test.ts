import fc from "fast-check";
import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { signatureHeader } from "./signature.ts";

const nowSeconds = Math.floor(performance.timeOrigin / 1000);

describe("signatureHeader", () => {
  test("is what the SDK makes and takes, for any body and secret", () => {
    fc.assert(
      fc.property(fc.json(), fc.stringMatching(/^whsec_[A-Za-z0-9]{1,40}$/), (payload, secret) => {
        const header = signatureHeader(payload, secret, nowSeconds);
        expect(header).toBe(
          Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: nowSeconds }).replace(/,v0=.*/, ""),
        );
        expect(Stripe.webhooks.constructEvent(payload, header, secret)).toEqual(JSON.parse(payload));
      }),
    );
  });

  test("does not pass for another body, another secret or a moment long past", () => {
    const body = '{"id":"evt_1"}';
    const header = signatureHeader(body, "whsec_a", nowSeconds);
    const old = signatureHeader(body, "whsec_a", nowSeconds - 3_600);
    expect(() => Stripe.webhooks.constructEvent(`${body} `, header, "whsec_a")).toThrow("signature");
    expect(() => Stripe.webhooks.constructEvent(body, header, "whsec_b")).toThrow("signature");
    expect(() => Stripe.webhooks.constructEvent(body, old, "whsec_a")).toThrow("tolerance");
  });
});
