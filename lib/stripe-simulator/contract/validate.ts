import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { parseForm } from "#lib/stripe-simulator/core/parse-form.ts";
import { generateSchemas } from "./generate-schemas.ts";
import { plainForm } from "./plain-form.ts";
import type { JsonSchema } from "./schema-of-type.ts";

const SHOWN = 6;

type Kind = "answers" | "forms";

const validators = new Map<Kind, (name: string) => ValidateFunction | undefined>();

/**
 * What is wrong with the answer of an endpoint (`POST /v1/customers`), or with an object of this name (`Customer`,
 * `Checkout.Session`), by the types of the installed SDK. Empty when nothing is.
 */
export function validateResponse(endpointOrType: string, json: unknown): string[] {
  const { responses } = generateSchemas();
  return problemsOf("answers", endpointOrType in responses ? `response ${endpointOrType}` : endpointOrType, json);
}

/** What is wrong with an event, its object included. Empty when nothing is. */
export function validateEvent(event: { type: string }): string[] {
  return problemsOf("answers", `event ${event.type}`, event);
}

/** What is wrong with the form (or query) of a request to an endpoint. Empty when nothing is. */
export function validateRequest(endpoint: string, form: string): string[] {
  return problemsOf("forms", `request ${endpoint}`, plainForm(parseForm(form)));
}

/** One schema with everything in it, so that what is compiled for one endpoint is there for the next. */
function compiler(kind: Kind): (name: string) => ValidateFunction | undefined {
  const { requests, responses, events, definitions } = generateSchemas();
  const $defs: Record<string, JsonSchema> = { ...definitions };
  const places = new Map(Object.keys(definitions).map((name) => [name, name]));
  for (const [prefix, schemas] of Object.entries({ request: requests, response: responses, event: events })) {
    for (const [name, schema] of Object.entries(schemas)) {
      const place = `root${places.size}`;
      places.set(`${prefix} ${name}`, place);
      $defs[place] = schema;
    }
  }
  const ajv = new Ajv({
    strict: false,
    inlineRefs: false,
    code: { optimize: false },
    validateSchema: false,
    ...(kind === "forms" ? { coerceTypes: true } : {}),
  });
  ajv.addSchema({ $id: "stripe", $defs });
  return (name) => ajv.getSchema(`stripe#/$defs/${places.get(name) ?? "none"}`);
}

function problemsOf(kind: Kind, name: string, value: unknown): string[] {
  const known = validators.get(kind) ?? compiler(kind);
  validators.set(kind, known);
  const validate = known(name);
  if (validate === undefined) return [`No schema for ${name}.`];
  if (validate(value)) return [];
  return (validate.errors ?? [])
    .sort((a, b) => depthOf(b) - depthOf(a))
    .slice(0, SHOWN)
    .map((error) => `${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}`);
}

/** The deepest complaint is the one that tells what is wrong; those above it follow from it. */
function depthOf(error: ErrorObject): number {
  return error.instancePath.split("/").length;
}
