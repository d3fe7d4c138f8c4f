import { expect, it } from "vitest";
import { parseWebhookUrl } from "./webhook-url.ts";

it("keeps a public https address, without its fragment", () => {
  const url = "https://hooks.acme.com:8443/weir?team=1";
  expect(parseWebhookUrl(` ${url}#top `)).toEqual({ isValid: true, url });
});

it.each([
  ["", "unreadable"],
  ["hooks.acme.com", "unreadable"],
  ["ftp://hooks.acme.com", "unreadable"],
  ["http://hooks.acme.com", "not_https"],
  ["https://user:secret@hooks.acme.com", "has_password"],
  ["https://localhost/hook", "not_public"],
  ["https://intranet/hook", "not_public"],
  ["https://metadata.google.internal", "not_public"],
  ["https://127.0.0.1/hook", "not_public"],
  ["https://0x7f.1/hook", "not_public"],
  ["https://2130706433/hook", "not_public"],
  ["https://[::1]/hook", "not_public"],
  ["https://8.8.8.8/hook", "not_public"],
  ["https://localhost./hook", "not_public"],
  [`https://hooks.acme.com/${"a".repeat(500)}`, "too_long"],
])("refuses %s as %s", (text, reason) => {
  expect(parseWebhookUrl(text)).toEqual({ isValid: false, reason });
});
