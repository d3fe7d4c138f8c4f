import { validateResponse } from "./validate.ts";

const TYPES = ["api_error", "card_error", "idempotency_error", "invalid_request_error"];

/** What of an error's envelope is not as Stripe sends it; objects inside it are checked as such. */
export function validateErrorEnvelope(json: unknown): string[] {
  const { error } = json as { error?: Record<string, unknown> };
  if (error === undefined) return ["/ has no error"];
  const problems: string[] = [];
  if (!TYPES.includes(String(error.type))) problems.push(`/error/type is ${String(error.type)}`);
  if (typeof error.message !== "string" || error.message === "") problems.push("/error/message is missing");
  const inside = { payment_intent: "PaymentIntent", payment_method: "PaymentMethod", setup_intent: "SetupIntent" };
  for (const [field, type] of Object.entries(inside)) {
    if (error[field] === undefined) continue;
    problems.push(...validateResponse(type, error[field]).map((problem) => `/error/${field}${problem}`));
  }
  return problems;
}
