import { expect, it } from "vitest";
import { newWebhookSecret, webhookHeaders } from "./webhook-signature.ts";

/** The example of the Standard Webhooks specification's reference libraries. */
const EXAMPLE = {
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  call: {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    at: new Date(1_614_265_330_000),
    body: '{"test": 2432232314}',
  },
  signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};

it("signs as the specification's example", () => {
  expect(webhookHeaders(EXAMPLE.call, [EXAMPLE.secret])).toEqual({
    "webhook-id": EXAMPLE.call.id,
    "webhook-timestamp": "1614265330",
    "webhook-signature": EXAMPLE.signature,
  });
});

it("signs with every secret that is valid", () => {
  const header = webhookHeaders(EXAMPLE.call, [newWebhookSecret(), EXAMPLE.secret])["webhook-signature"];
  expect(header?.split(" ")).toEqual([expect.stringMatching(/^v1,/), EXAMPLE.signature]);
  expect(newWebhookSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
});
