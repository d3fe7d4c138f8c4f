import { errorBody, errorHeaders, type GatewayError } from "./gateway-error.ts";
import { type GatewayResponse, jsonResponse } from "./gateway-http.ts";

/** A refusal as it is sent: OpenAI's error body, the request's id, and when to try again if that would help. */
export function refusalResponse(error: GatewayError, requestId: string): GatewayResponse {
  return jsonResponse(error.details.status, errorBody(error), { ...errorHeaders(error), "x-request-id": requestId });
}
