import { expect, test } from "vitest";
import { GatewayError } from "./gateway-error.ts";
import { optionalCount, readJsonObject, requireModel, writeJson } from "./read-json-object.ts";

function refusalOf(act: () => unknown) {
  try {
    act();
  } catch (error) {
    if (error instanceof GatewayError) return error.details;
  }
  throw new Error("It was not refused");
}

const read = (text: string) => readJsonObject(Buffer.from(text));

test("an object is read, its last value where a key stands twice", () => {
  expect(read('{"n":1,"text":"Größe","n":2}')).toEqual({ n: 2, text: "Größe" });
});

test.each(["", "{", "{'a':1}", "[]", "null", "1", '"text"', "{}{}"])("%j is refused as no JSON object", (text) => {
  expect(refusalOf(() => read(text))).toMatchObject({
    status: 400,
    type: "invalid_request_error",
    errorClass: "caller",
  });
});

test.each(["weir_x", "weir_", "runinfra_priority"])("the reserved field %s is refused by its name", (field) => {
  const refusal = refusalOf(() => read(JSON.stringify({ model: "m", [field]: null })));
  expect(refusal).toMatchObject({ status: 400, param: field });
  expect(refusal.message).toBe(`${field} is not a supported parameter. Leave it out.`);
});

test("fields that only resemble a reserved one, or stand deeper, are let through", () => {
  const body = { weir: 1, WEIR_X: 1, my_weir_x: 1, runinfra: 1, metadata: { weir_x: "kept" } };
  expect(read(JSON.stringify(body))).toEqual(body);
});

test("a refusal never repeats much of what was sent", () => {
  const { message, param } = refusalOf(() => read(JSON.stringify({ [`weir_${"x".repeat(5_000)}`]: 1 })));
  expect(message.length).toBeLessThan(200);
  expect(param?.length).toBeLessThanOrEqual(100);
});

test("a count is a whole number within its bounds, or absent", () => {
  for (const value of [undefined, null]) expect(optionalCount({ n: value }, "n", 5)).toBeNull();
  for (const value of [1, 5]) expect(optionalCount({ n: value }, "n", 5)).toBe(value);
  for (const value of [0, 6, 1.5, -1, "1", true, [1], 1e300]) {
    const refusal = refusalOf(() => optionalCount({ n: value }, "n", 5));
    expect(refusal).toMatchObject({ param: "n", message: "n is a whole number from 1 to 5." });
  }
});

test("a model is named by a text", () => {
  expect(requireModel({ model: "m" })).toBe("m");
  for (const model of [undefined, null, "", 1, ["m"]]) {
    expect(refusalOf(() => requireModel({ model }))).toMatchObject({ param: "model" });
  }
});

test("what is nested too deeply to be written is refused", () => {
  const deep = JSON.parse(`${"[".repeat(9_000)}${"]".repeat(9_000)}`);
  expect(refusalOf(() => writeJson(deep))).toMatchObject({
    status: 400,
    message: "The request body is nested too deeply.",
  });
  expect(writeJson({ a: [1] })).toBe('{"a":[1]}');
});
