import { expect, test } from "vitest";
import { pageAddress } from "./page-address.ts";

test.each([
  [{}, "/acme/settings/usage"],
  [{ period: undefined }, "/acme/settings/usage"],
  [{ period: "2026-11" }, "/acme/settings/usage?period=2026-11"],
  [{ by: ["model", "key"], q: "a&b=c" }, "/acme/settings/usage?by=model&by=key&q=a%26b%3Dc"],
])("keeps the filters %j", (search, address) => {
  expect(pageAddress("/acme/settings/usage", search)).toBe(address);
});
