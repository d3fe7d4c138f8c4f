import { invalidRequest } from "#lib/gateway/gateway-error.ts";
import { isRecord, readField } from "./read-field.ts";

/** How the answer's text must look, in the flat shape of the Responses API. */
export type TextFormat =
  | { readonly type: "text" }
  | { readonly type: "json_object" }
  | {
      readonly type: "json_schema";
      readonly name: string;
      readonly schema: { [key: string]: unknown };
      readonly description?: string;
      readonly strict?: boolean;
    };

/**
 * The format asked for in `text.format`, or in `response_format`, which takes the shape of chat or the flat one; null
 * when none is. @throws GatewayError 400 naming what is wrong
 */
export function textFormat(body: Readonly<Record<string, unknown>>): TextFormat | null {
  const ofText = readField(readField(body, "text", "object") ?? {}, "format", "object", "text.format");
  const ofResponse = readField(body, "response_format", "object");
  if (ofText && ofResponse) {
    throw invalidRequest("Send text.format or response_format, not both.", "response_format");
  }
  if (ofText) return readFormat(ofText, "text.format");
  return ofResponse ? readFormat(ofResponse, "response_format") : null;
}

function readFormat(format: Readonly<Record<string, unknown>>, path: string): TextFormat {
  const { type, json_schema: nested } = format;
  if (type === "text" || type === "json_object") return { type };
  if (type !== "json_schema") {
    throw invalidRequest("The format's type is text, json_object or json_schema.", `${path}.type`);
  }
  return isRecord(nested) ? readSchema(nested, `${path}.json_schema`) : readSchema(format, path);
}

function readSchema(fields: Readonly<Record<string, unknown>>, path: string): TextFormat {
  const name = readField(fields, "name", "text", `${path}.name`);
  if (!name) throw invalidRequest(`${path}.name is missing.`, `${path}.name`);
  const schema = readField(fields, "schema", "object", `${path}.schema`);
  if (!schema) throw invalidRequest(`${path}.schema is missing.`, `${path}.schema`);
  const description = readField(fields, "description", "text", `${path}.description`);
  const strict = readField(fields, "strict", "boolean", `${path}.strict`);
  return {
    type: "json_schema",
    name,
    schema,
    ...(description === undefined ? {} : { description }),
    ...(strict === undefined ? {} : { strict }),
  };
}
