import { type FormValue, listOf } from "#lib/stripe-simulator/core/parse-form.ts";

/** A form as plain JSON, with a list wherever all keys are numbers. */
export function plainForm(value: FormValue): unknown {
  if (typeof value === "string") return value;
  const items = Object.keys(value).length > 0 ? listOf(value) : null;
  if (items !== null) return items.map(plainForm);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainForm(inner)]));
}
