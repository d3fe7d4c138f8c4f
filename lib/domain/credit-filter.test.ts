import { expect, it } from "vitest";
import { creditFilterAddress, readCreditFilter } from "./credit-filter.ts";

it("reads back what it wrote", () => {
  const { cause, period } = readCreditFilter(new URLSearchParams("period=2026-11&cause=usage"));
  expect(creditFilterAddress("/credits", { cause, periodKey: period?.key ?? null })).toBe(
    "/credits?cause=usage&period=2026-11",
  );
  expect(creditFilterAddress("/credits", { cause: null, periodKey: null })).toBe("/credits");
  expect(creditFilterAddress("/credits", { cause: "grant", periodKey: null }, { before: "x" })).toBe(
    "/credits?cause=grant&before=x",
  );
});

it.each(["cause=theft&period=2026-13", "cause=toString", ""])("takes %s for no filter", (text) => {
  expect(readCreditFilter(new URLSearchParams(text))).toEqual({ cause: null, period: null });
});
