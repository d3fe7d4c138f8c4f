import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainForm } from "#lib/stripe-simulator/contract/plain-form.ts";
import { parseForm } from "./parse-form.ts";

/** As the SDK writes it. */
function write(value: unknown, name = ""): string[] {
  if (typeof value !== "object" || value === null) {
    return [`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`];
  }
  return Object.entries(value).flatMap(([key, inner]) => write(inner, name === "" ? key : `${name}[${key}]`));
}

const key = fc.stringMatching(/^[a-z_]{1,8}$/);
const text = fc.string({ unit: "grapheme" });
const { form } = fc.letrec<{ value: unknown; form: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text,
    fc.array(tie("value"), { minLength: 1, maxLength: 3 }),
    fc.dictionary(key, tie("value"), { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
  ),
  form: fc.dictionary(key, tie("value"), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
}));

describe("parseForm", () => {
  test("reads back whatever is written with brackets", () => {
    fc.assert(
      fc.property(form, (value) => {
        expect(plainForm(parseForm(write(value).join("&")))).toEqual(value);
      }),
    );
  });

  test("empty brackets add to a list", () => {
    expect(plainForm(parseForm("expand[]=customer&expand[]=latest_charge"))).toEqual({
      expand: ["customer", "latest_charge"],
    });
  });

  test("no name means anything to the language", () => {
    expect(plainForm(parseForm("__proto__[polluted]=yes&constructor[prototype][polluted]=yes"))).toBeDefined();
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });
});
