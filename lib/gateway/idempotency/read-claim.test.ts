import fc from "fast-check";
import { expect, test } from "vitest";
import { GatewayError } from "#lib/gateway/gateway-error.ts";
import type { GatewayRequest } from "#lib/gateway/gateway-http.ts";
import { readClaim } from "./read-claim.ts";

const requestWith = (key: string | undefined): GatewayRequest => ({
  method: "POST",
  path: "/v1/chat/completions",
  header: (name) => (name === "idempotency-key" ? key : undefined),
  readBody: async () => Buffer.alloc(0),
  signal: new AbortController().signal,
});
const claimOf = (key: string | undefined, route = "chat.completions", body = "{}") =>
  readClaim(requestWith(key), route, Buffer.from(body));

test("a request without the header claims nothing", () => {
  expect(claimOf(undefined)).toBeNull();
});

test.each([
  ["empty", ""],
  ["blank", " \t "],
  ["too long", "k".repeat(256)],
  ["not ASCII", "clé"],
  ["no text", "a\u0000b"],
])("a key that is %s is refused with what to do", (_, key) => {
  expect(() => claimOf(key)).toThrow(GatewayError);
  expect(() => claimOf(key)).toThrow(/1 to 255 ASCII characters.*Send a new UUID/);
});

test("every other key is taken, and only the same key, route and bytes make the same claim", () => {
  const key = fc
    .string({ unit: "binary-ascii", minLength: 1, maxLength: 255 })
    .filter((text) => /^[ -~]*[!-~][ -~]*$/.test(text));
  const request = fc.tuple(key, fc.constantFrom("responses", "embeddings"), fc.string());
  fc.assert(
    fc.property(request, request, (first, second) => {
      const [one, other] = [claimOf(...first), claimOf(...second)];
      expect(one?.keyHash === other?.keyHash).toBe(first[0] === second[0]);
      expect(one?.bodyHash === other?.bodyHash).toBe(first[1] === second[1] && first[2] === second[2]);
      expect(one).toEqual(claimOf(...first));
    }),
  );
});
