import { invalidRequest } from "#lib/gateway/gateway-error.ts";

type Kinds = {
  text: string;
  number: number;
  boolean: boolean;
  object: Readonly<Record<string, unknown>>;
  list: readonly unknown[];
};

const MUST_BE: Record<keyof Kinds, string> = {
  text: "text",
  number: "a number",
  boolean: "true or false",
  object: "an object",
  list: "a list",
};

/**
 * A field of a body, checked for its kind; undefined when it is absent or null. `path` is how the caller would write
 * where the field is. @throws GatewayError 400 naming the path
 */
export function readField<Kind extends keyof Kinds>(
  body: Readonly<Record<string, unknown>>,
  field: string,
  kind: Kind,
  path = field,
): Kinds[Kind] | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (!isOfKind(value, kind)) throw invalidRequest(`${path} must be ${MUST_BE[kind]}.`, path);
  return value as Kinds[Kind];
}

/** True for a JSON object, and false for a list or null. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOfKind(value: unknown, kind: keyof Kinds): boolean {
  if (kind === "object") return isRecord(value);
  if (kind === "list") return Array.isArray(value);
  return typeof value === (kind === "text" ? "string" : kind);
}
