import { expect, test } from "vitest";
import { instantOf } from "./instant-of.ts";

const of = (text: string) => instantOf(new URLSearchParams({ from: text }), "from");

test("an instant is read with its offset, and none is null", () => {
  expect(of("2026-11-14T10:30:00Z")).toEqual(new Date("2026-11-14T10:30:00Z"));
  expect(of("2026-11-14T00:00:00.000+01:00")).toEqual(new Date("2026-11-13T23:00:00Z"));
  expect(instantOf(new URLSearchParams(), "from")).toBeNull();
});

test.each([
  "",
  "2026-11-14",
  "yesterday",
  "2026-13-40T00:00:00Z",
  "1731580200000",
  "0000-01-01T00:00:00Z",
  "1999-12-31T23:59:59Z",
  "2000-01-01T00:00:00+00:01",
  "3000-01-01T00:00:00Z",
  "9999-12-31T23:59:59-12:00",
])("%j is refused", (text) => {
  expect(() => of(text)).toThrow(/is no instant/);
});
