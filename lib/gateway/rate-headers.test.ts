import { expect, test } from "vitest";
import type { KeySnapshot } from "./key-snapshot.ts";
import { createRateHeaders } from "./rate-headers.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12);
const at = (laterMs = 0) => new Date(NOW_MS + laterMs);

function keyWith(requestsPerMinute: number | null, apiKeyId = "key_1"): KeySnapshot {
  return {
    workspaceId: "ws_1",
    slug: "one",
    plan: "team",
    terms: requestsPerMinute === null ? null : { requestsPerMinute, maxConcurrentRequests: 1, account: "credits" },
    apiKeyId,
    memberId: "user_1",
    expiresAt: null,
    revokedAt: null,
    deployments: [],
  };
}

const KEY = keyWith(60);
const headers = (limit: number, remaining: number, resetInMs: number) => ({
  "x-ratelimit-limit": String(limit),
  "x-ratelimit-remaining": String(remaining),
  "x-ratelimit-reset": String(Math.ceil((NOW_MS + resetInMs) / 1_000)),
});

test("a key that was never heard of has its whole burst, a tenth of the minute's requests", () => {
  const rates = createRateHeaders();
  expect(rates.of(KEY, at())).toEqual(headers(60, 6, 0));
  expect(rates.of(keyWith(5_000), at())).toEqual(headers(5_000, 500, 0));
  expect(rates.of(keyWith(19), at())).toEqual(headers(19, 1, 0));
  expect(rates.of(keyWith(1), at())).toEqual(headers(1, 1, 0));
});

test("without terms there is nothing to say", () => {
  expect(createRateHeaders().of(keyWith(null), at())).toEqual({});
});

test("what was heard of the bucket is said, and it empties with time", () => {
  const rates = createRateHeaders();
  rates.note("key_1", { remaining: 2, drainedAtMs: NOW_MS + 4_000 });
  expect(rates.of(KEY, at())).toEqual(headers(60, 2, 4_000));
  expect(rates.of(KEY, at(999))).toEqual(headers(60, 2, 4_000));
  expect(rates.of(KEY, at(1_000))).toEqual(headers(60, 3, 4_000));
  expect(rates.of(KEY, at(4_000))).toEqual(headers(60, 6, 4_000));
  expect(rates.of(KEY, at(9_000))).toEqual(headers(60, 6, 9_000));
  expect(rates.of(keyWith(60, "key_2"), at())).toEqual(headers(60, 6, 0));
});

test("the store's clock may be ahead: a first request still leaves the burst less one", () => {
  const rates = createRateHeaders();
  rates.note("key_1", { remaining: 5, drainedAtMs: NOW_MS + 1_000 + 40 });
  expect(rates.of(KEY, at())["x-ratelimit-remaining"]).toBe("5");
});

test("an earlier decision that is heard of later changes nothing", () => {
  const rates = createRateHeaders();
  rates.note("key_1", { remaining: 0, drainedAtMs: NOW_MS + 6_000 });
  rates.note("key_1", { remaining: 5, drainedAtMs: NOW_MS + 1_000 });
  expect(rates.of(KEY, at())).toEqual(headers(60, 0, 6_000));
});

test("a lowered rate never leaves more than its own burst", () => {
  const rates = createRateHeaders();
  rates.note("key_1", { remaining: 499, drainedAtMs: NOW_MS + 12 });
  expect(rates.of(keyWith(60), at())["x-ratelimit-remaining"]).toBe("6");
});

test("the keys that were heard of first are forgotten first", () => {
  const rates = createRateHeaders();
  for (let key = 0; key <= 20_000; key += 1) {
    rates.note(`key_${key}`, { remaining: 0, drainedAtMs: NOW_MS + 6_000 });
  }
  const remainingOf = (apiKeyId: string) => rates.of(keyWith(60, apiKeyId), at())["x-ratelimit-remaining"];
  expect(remainingOf("key_0")).toBe("6");
  expect(remainingOf("key_1")).toBe("0");
  expect(remainingOf("key_20000")).toBe("0");
});
