import { expect, test } from "vitest";
import { errorChain } from "./error-chain.ts";

test("a chain of errors is told by names and codes, without any message", () => {
  const refused = Object.assign(new Error("550 no such user ada@example.com"), { code: "EENVELOPE" });
  const nested = new TypeError("GET /sign-in/confirm?token=secret", { cause: { err: refused } });
  const chain = errorChain(new Error("ada@example.com", { cause: nested }));
  expect(chain).toBe("Error < TypeError < Error(EENVELOPE)");
});

test("what is not an error is not told at all", () => expect(errorChain("ada@example.com")).toBe("unknown"));

test("an error is told by its type where a build has shortened its name", () => {
  const shortened = Object.assign(new Error("GET /sign-in/confirm"), { name: "H", type: "Verification" });
  expect(errorChain(shortened)).toBe("Verification");
});
