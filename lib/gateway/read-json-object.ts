import { invalidRequest } from "./gateway-error.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Extensions that Weir keeps for itself (published: refused rather than ignored), and those of model servers that would
 * make a request cost more than is held for it or send its contents elsewhere.
 */
const UNSUPPORTED = /^(weir_|runinfra_|(chat_template|kv_transfer_params|best_of|use_beam_search|prompt_embeds)$)/;
const SHOWN_LENGTH = 100;

/** Reads a request body. @throws GatewayError 400 when it is not a JSON object, or has a field that is not supported */
export function readJsonObject(bytes: Buffer): JsonObject {
  const body = asObject(parse(bytes.toString("utf8")));
  if (!body) throw invalidRequest("The request body must be a JSON object.");
  const name = Object.keys(body)
    .find((field) => UNSUPPORTED.test(field))
    ?.slice(0, SHOWN_LENGTH);
  if (name) throw invalidRequest(`${name} is not a supported parameter. Leave it out.`, name);
  return body;
}

export function asObject(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** @throws GatewayError 400 when a body is nested too deeply to be written */
export function writeJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    throw invalidRequest("The request body is nested too deeply.");
  }
}

/** @throws GatewayError 400 when a field is neither absent nor a whole number from 1 on */
export function optionalCount(body: JsonObject, field: string, most: number): number | null {
  const value = body[field];
  if (value === undefined || value === null) return null;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1 || value > most) {
    throw invalidRequest(`${field} is a whole number from 1 to ${most}.`, field);
  }
  return value;
}

/** @throws GatewayError 400 when no model is named */
export function requireModel(body: JsonObject): string {
  const { model } = body;
  if (typeof model !== "string" || model === "") throw invalidRequest("Name the model to use.", "model");
  return model;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidRequest("The request body is not valid JSON.");
  }
}
