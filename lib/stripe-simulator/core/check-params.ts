import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ParamShapes, Shape } from "./param-shape.ts";
import { type Form, type FormValue, listOf } from "./parse-form.ts";
import { invalidRequest, parameterMissing, StripeFailure } from "./stripe-failure.ts";

const SHAPES = JSON.parse(
  readFileSync(join(import.meta.dirname, "generated/param-shapes.json"), "utf8"),
) as ParamShapes;

/**
 * Checks a form against the SDK's parameters of an endpoint (`POST /v1/customers`) and turns its texts into numbers,
 * truth values and lists. Throws Stripe's refusal for what is unknown, missing or of the wrong kind.
 */
export function checkParams(endpoint: string, form: Form): unknown {
  const shape = SHAPES.endpoints[endpoint];
  if (shape === undefined) throw new Error(`No parameters are known for ${endpoint}.`);
  return checked(shape, form, "");
}

function checked(shape: Shape, value: FormValue, name: string): unknown {
  if (typeof shape === "number") return objectOf(shape, value, name);
  if (shape === "s") return textOf(value, name);
  if (shape === "n") return numberOf(value, name);
  if (shape === "b") return truthOf(value, name);
  if ("any" in shape) return anyOf(shape.any, value, name);
  if ("enum" in shape) return wordOf(shape.enum, value, name);
  if ("map" in shape) return mapOf(shape.map, value, name);
  const items = listOf(value);
  if (items === null) throw invalid("array", name);
  return items.map((item, index) => checked(shape.list, item, `${name}[${index}]`));
}

function objectOf(place: number, value: FormValue, name: string): Record<string, unknown> {
  if (typeof value === "string") throw invalid("object", name);
  const fields = SHAPES.objects[place] ?? {};
  const entries = Object.entries(value).map(([key, inner]) => {
    const inside = name === "" ? key : `${name}[${key}]`;
    const declared = Object.hasOwn(fields, key) ? key : `${key}!`;
    const field = Object.hasOwn(fields, declared) ? fields[declared] : undefined;
    if (field === undefined || key.endsWith("!")) throw unknownParam(inside);
    return [key, checked(field, inner, inside)] as const;
  });
  for (const key of Object.keys(fields)) {
    if (key.endsWith("!") && value[key.slice(0, -1)] === undefined) {
      throw parameterMissing(name === "" ? key.slice(0, -1) : `${name}[${key.slice(0, -1)}]`);
    }
  }
  return Object.fromEntries(entries);
}

function mapOf(shape: Shape, value: FormValue, name: string): Record<string, unknown> {
  if (typeof value === "string") throw invalid("object", name);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, checked(shape, inner, `${name}[${key}]`)]),
  );
}

function anyOf(shapes: readonly Shape[], value: FormValue, name: string): unknown {
  const failures: StripeFailure[] = [];
  for (const shape of shapes) {
    try {
      return checked(shape, value, name);
    } catch (error) {
      if (!(error instanceof StripeFailure)) throw error;
      failures.push(error);
    }
  }
  // The refusal that looked furthest into the value tells the most.
  throw failures.reduce((best, failure) => (depthOf(failure) > depthOf(best) ? failure : best));
}

function depthOf(failure: StripeFailure): number {
  return failure.body.param?.length ?? 0;
}

function textOf(value: FormValue, name: string): string {
  if (typeof value !== "string") throw invalid("string", name);
  return value;
}

function numberOf(value: FormValue, name: string): number {
  if (typeof value !== "string" || !/^-?\d+(\.\d+)?$/.test(value)) {
    throw invalidRequest(`Invalid integer: ${JSON.stringify(value)}`, {
      code: "parameter_invalid_integer",
      param: name,
    });
  }
  return Number(value);
}

function truthOf(value: FormValue, name: string): boolean {
  if (value !== "true" && value !== "false") throw invalid("boolean", name);
  return value === "true";
}

function wordOf(words: readonly string[], value: FormValue, name: string): string {
  if (typeof value === "string" && words.includes(value)) return value;
  throw invalidRequest(`Invalid ${name}: must be one of ${words.join(", ")}`, { param: name });
}

function invalid(kind: string, name: string): StripeFailure {
  return invalidRequest(`Invalid ${kind}: ${name}`, { param: name });
}

function unknownParam(name: string): StripeFailure {
  return invalidRequest(`Received unknown parameter: ${name}`, { code: "parameter_unknown", param: name });
}
