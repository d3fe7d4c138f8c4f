import { expect, test } from "vitest";
import { requirePlainAddress } from "./require-plain-address.ts";

const refusalOf = (path: Record<string, string>, search: string) => {
  try {
    requirePlainAddress({ path, search: new URLSearchParams(search) });
    return null;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

test("a path with a control character is not found, a parameter with one is refused", () => {
  expect(refusalOf({ workspace: "acme", invoice: "inv_\u0000" }, "")).toBe("not_found");
  expect(refusalOf({ workspace: "acme" }, "model=%00")).toBe("invalid_input");
  expect(refusalOf({ workspace: "acme" }, "cursor=a&model=ok&model=a%0Ab")).toBe("invalid_input");
  expect(refusalOf({ workspace: "acme" }, "%00=1")).toBe("invalid_input");
  expect(refusalOf({ workspace: "acme", request: "1" }, "model=a&zone=Europe/Berlin&key=%2500")).toBeNull();
});
