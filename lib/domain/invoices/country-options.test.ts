import { expect, test } from "vitest";
import { countryOptions } from "./country-options.ts";

test("countries are named and sorted, and unions are not among them", () => {
  const options = countryOptions();
  const named = Object.fromEntries(options.map(({ value, label }) => [value, label]));
  expect(named).toMatchObject({ DE: "Germany", US: "United States", CH: "Switzerland", IN: "India" });
  expect(options.length).toBeGreaterThan(200);
  expect(named).not.toHaveProperty("EU");
  expect(named).not.toHaveProperty("ZZ");
  expect(named).not.toHaveProperty("DD");
  expect(new Set(options.map(({ label }) => label)).size).toBe(options.length);
  expect(options[0]?.label).toBe("Afghanistan");
});
