import { describe, expect, test } from "vitest";
import { signInLinkSchema, signInLinkUrl } from "./sign-in-link.ts";

const link = { email: "ada+x@example.com", token: "0f".repeat(32), callbackUrl: "http://localhost:4010/acme?a=1&b=2" };

describe("a sign-in link", () => {
  test("opens our confirm page and carries everything there and back", () => {
    const url = new URL(signInLinkUrl("http://localhost:4010", link));
    expect(url.origin + url.pathname).toBe("http://localhost:4010/sign-in/confirm");
    expect(signInLinkSchema.parse(Object.fromEntries(url.searchParams))).toEqual(link);
  });

  test.each([
    { ...link, token: "short" },
    { ...link, token: [link.token, link.token] },
    { ...link, email: "not an email" },
    { email: link.email },
  ])("is refused as %j", (params) => expect(signInLinkSchema.safeParse(params).success).toBe(false));
});
