import { describe, expect, test } from "vitest";
import { ownUrl } from "./own-url.ts";

const APP_URL = "https://console.example.com";

describe("ownUrl", () => {
  test.each([
    ["/", "https://console.example.com/"],
    [
      "/acme/settings/usage?period=2026-11#chart",
      "https://console.example.com/acme/settings/usage?period=2026-11#chart",
    ],
    ["https://console.example.com/acme", "https://console.example.com/acme"],
  ])("keeps %s", (wanted, url) => expect(ownUrl(wanted, APP_URL)).toBe(url));

  test.each([
    "https://evil.com/",
    "//evil.com",
    "/\\evil.com",
    "\\\\evil.com",
    "/\t/evil.com",
    "https:evil.com",
    "https://console.example.com.evil.com",
    "https://console.example.com@evil.com",
    "https://user@console.example.com",
    "http://console.example.com/",
    "https://console.example.com:444/",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://[",
  ])("never leaves for %s", (wanted) => {
    expect(new URL(ownUrl(wanted, APP_URL)).origin).toBe(APP_URL);
  });

  test.each(["//evil.com", "https://evil.com/x", "javascript:alert(1)", "http://["])(
    "goes to the front page instead of %s",
    (wanted) => expect(ownUrl(wanted, APP_URL)).toBe("https://console.example.com/"),
  );
});
