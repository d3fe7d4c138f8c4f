import { describe, expect, test } from "vitest";
import { emailAddress } from "./email-address.ts";

describe("emailAddress", () => {
  test.each([
    ["  Ada@Example.COM \n", "ada@example.com"],
    ["o'brien+test@mail.example.ie", "o'brien+test@mail.example.ie"],
  ])("makes %j into %j", (typed, stored) => expect(emailAddress.parse(typed)).toBe(stored));

  test.each([
    "",
    "ada",
    "@example.com",
    "ada@",
    "ada@@example.com",
    "ada@example.com@evil.com",
    "ada@example.com,eve@evil.com",
    "ada@example.com eve@evil.com",
    "ada@exam ple.com",
    "ada\u0000@example.com",
    "ada@example.com\r\nBcc: eve@evil.com",
    '"ada@example.com"@evil.com',
    "Ada <ada@example.com>",
    "ada\uff20example.com",
    `${"a".repeat(243)}@example.com`,
  ])("refuses %j", (typed) => expect(emailAddress.safeParse(typed).success).toBe(false));

  test("takes 254 characters", () => {
    const longest = `${"a".repeat(242)}@example.com`;
    expect(longest).toHaveLength(254);
    expect(emailAddress.parse(longest)).toBe(longest);
  });
});
