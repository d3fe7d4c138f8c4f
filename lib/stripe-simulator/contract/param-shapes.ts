import type { ParamShapes, Shape } from "#lib/stripe-simulator/core/param-shape.ts";
import type { Schemas } from "./generate-schemas.ts";
import type { JsonSchema } from "./schema-of-type.ts";

const SCALARS: Readonly<Record<string, Shape>> = { string: "s", number: "n", boolean: "b" };

/** The parameters of every endpoint in the short form that the simulator checks requests with; equal objects once. */
export function paramShapes({ requests, definitions }: Schemas): ParamShapes {
  const objects: Record<string, Shape>[] = [];
  const known = new Map<string, number>();

  const objectShape = (schema: JsonSchema): Shape => {
    const required = (schema.required ?? []) as string[];
    const fields = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>).map(
      ([name, field]) => [required.includes(name) ? `${name}!` : name, shapeOf(field)] as const,
    );
    const object = Object.fromEntries(fields.filter(([name]) => name !== "expand"));
    const text = JSON.stringify(object);
    const place = known.get(text) ?? objects.push(object) - 1;
    known.set(text, place);
    return place;
  };

  const shapeOf = (schema: JsonSchema): Shape => {
    const { $ref, anyOf, type, items, additionalProperties } = schema;
    if (typeof $ref === "string") return shapeOf(definitions[$ref.slice("#/$defs/".length)] ?? {});
    if (Array.isArray(anyOf)) return { any: shapesOf(anyOf) };
    if (Array.isArray(schema.enum)) return { enum: schema.enum as string[] };
    if ("const" in schema) return { enum: [String(schema.const)] };
    if (type === "array") return { list: shapeOf(items as JsonSchema) };
    if (type === "object" && typeof additionalProperties === "object") {
      return { map: shapeOf(additionalProperties as JsonSchema) };
    }
    if (type === "object") return objectShape(schema);
    const scalar = SCALARS[String(type)];
    if (scalar === undefined) throw new Error(`A parameter of an unexpected kind: ${JSON.stringify(schema)}`);
    return scalar;
  };

  const shapesOf = (schemas: readonly JsonSchema[]): Shape[] =>
    schemas.filter((schema) => schema.type !== "null").map(shapeOf);

  const endpoints = Object.fromEntries(
    Object.entries(requests).map(([endpoint, schema]) => [endpoint, shapeOf(schema)]),
  );
  return { objects, endpoints };
}
