import { expect, test } from "vitest";
import { isPublicHttps } from "./is-public-https.ts";

test.each([
  ["https://console.weir.example", true],
  ["https://203.0.113.7:8443/", true],
  ["http://console.weir.example", false],
  ["https://localhost:4010", false],
  ["https://weir", false],
  ["https://weir.local", false],
  ["https://127.0.0.1", false],
  ["https://10.1.2.3", false],
  ["https://172.20.0.1", false],
  ["https://192.168.0.9", false],
  ["https://[::1]", false],
  ["console.weir.example", false],
])("%s is public: %s", (address, isPublic) => {
  expect(isPublicHttps(address)).toBe(isPublic);
});
