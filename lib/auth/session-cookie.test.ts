import { expect, test } from "vitest";
import { sessionCookie } from "./session-cookie.ts";

test("the session cookie is out of reach of scripts and of other sites", () => {
  const { name, options } = sessionCookie("http://localhost:4010");
  expect(name).toBe("authjs.session-token");
  expect(options).toMatchObject({ httpOnly: true, sameSite: "lax", path: "/", secure: false });
});

test("on https it never travels in the clear", () => {
  const { name, options } = sessionCookie("https://console.example.com");
  expect(name).toBe("__Secure-authjs.session-token");
  expect(options.secure).toBe(true);
});
