import { expect, test } from "vitest";
import { cardExpiry } from "./card-expiry.ts";

test.each([
  ["2026-11-30T23:59:59Z", "valid"],
  ["2026-12-02T00:00:00Z", "expires_soon"],
  ["2026-12-31T23:59:59Z", "expires_soon"],
  ["2027-01-01T00:00:00Z", "expired"],
])("a card of 12/2026 at %s is %s", (now, expiry) => {
  expect(cardExpiry({ expiresMonth: 12, expiresYear: 2026 }, new Date(now))).toBe(expiry);
});
