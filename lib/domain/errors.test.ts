import { describe, expect, test } from "vitest";
import { AppError, ERROR_STATUS, unreachable } from "./errors.ts";

describe("ERROR_STATUS", () => {
  test("gives every code the status HTTP has for it", () => {
    expect(ERROR_STATUS).toEqual({
      invalid_input: 400,
      unauthenticated: 401,
      forbidden: 403,
      plan_not_allowed: 403,
      payment_overdue: 403,
      not_found: 404,
      conflict: 409,
      rate_limited: 429,
      service_unavailable: 503,
    });
  });
});

describe("AppError", () => {
  test("carries its code, its message and the fields at fault", () => {
    const error = new AppError("invalid_input", "Give the key a label.", { label: "Required" });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "AppError",
      code: "invalid_input",
      message: "Give the key a label.",
      fieldErrors: { label: "Required" },
    });
    expect(new AppError("not_found", "No such key.").fieldErrors).toBeUndefined();
  });
});

describe("unreachable", () => {
  test("throws and names the value", () => {
    expect(() => unreachable("surprise" as never)).toThrow("surprise");
  });
});
