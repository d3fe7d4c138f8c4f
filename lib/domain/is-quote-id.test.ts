import { expect, test } from "vitest";
import { newId } from "#lib/platform/ids.ts";
import { isQuoteId } from "./is-quote-id.ts";

const id = newId("quote", new Date("2026-11-16T10:00:00Z"));

test("takes the ids that quotes are given", () => {
  expect(isQuoteId(id)).toBe(true);
});

test.each(["", "\0", `${id}\0`, `${id}\n`, ` ${id}`, id.toUpperCase(), id.replace("quote", "topup"), `${id}0`])(
  "refuses %j",
  (text) => {
    expect(isQuoteId(text)).toBe(false);
  },
);
