import { expect, test } from "vitest";
import {
  errorHeaders,
  notRecorded,
  priceUnavailable,
  requestTooLong,
  serviceUnavailable,
  upstreamTimedOut,
} from "./gateway-error.ts";

test("what may be billed already, and what waiting does not mend, is not to be repeated by clients themselves", () => {
  for (const final of [notRecorded(), priceUnavailable("It has no price.")]) {
    expect(final.details.status).toBe(503);
    expect(errorHeaders(final)).toEqual({ "x-should-retry": "false" });
  }
  expect(errorHeaders(serviceUnavailable("keys_unavailable", "Keys cannot be read."))).toEqual({ "retry-after": "5" });
});

test("a served request that may be billed is not said to be unbilled", () => {
  expect(notRecorded().message).toMatch(/^It is not known whether this request was billed\. Look at Usage/);
});

test("what every route may say names no field that only some of them have", () => {
  for (const { message } of [requestTooLong(), upstreamTimedOut()]) expect(message).not.toMatch(/max_|_tokens/);
  expect(requestTooLong().message).toContain("If it was streamed, what was generated until then is billed");
});
