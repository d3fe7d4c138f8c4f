import { expect, it } from "vitest";
import { actionFailure } from "./action-failure.ts";

it.each([
  ["rate_limited", null],
  ["invalid_input", null],
  ["conflict", null],
  ["service_unavailable", "request-1"],
  ["internal", "request-1"],
  ["toString", "request-1"],
])("a refusal with %s shows the request id %s", (code, shown) => {
  const failure = actionFailure({ code, message: "No.", requestId: "request-1", fieldErrors: { label: "No." } });
  expect(failure).toEqual({ message: "No.", requestId: shown, fieldErrors: { label: "No." } });
});
