import { expect, test } from "vitest";
import { EnvError, readConsoleEnv, readGatewayEnv } from "./env.ts";

const COMPLETE = {
  DATABASE_URL: "postgresql://weir@127.0.0.1/weir",
  APP_URL: "https://console.example.com/",
  GATEWAY_URL: "https://api.example.com/v1",
  AUTH_SECRET: "0123456789abcdef0123456789abcdef",
  SMTP_URL: "smtp://mail.example.com",
  MAIL_FROM: "Weir <billing@example.com>",
};

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof EnvError) return error.message;
    throw error;
  }
  return "started";
}

test("a complete environment is read, addresses without their last slash", () => {
  expect(readConsoleEnv(COMPLETE)).toMatchObject({
    APP_NAME: "Weir",
    APP_URL: "https://console.example.com",
    WEIR_EMBEDDED: false,
  });
});

test("one message names every setting that is missing", () => {
  const message = messageOf(() => readConsoleEnv({}));
  for (const name of Object.keys(COMPLETE)) expect(message).toContain(`${name} is missing`);
  expect(messageOf(() => readGatewayEnv({}))).toMatch(/DATABASE_URL is missing[\s\S]*FLEET_URL is missing/);
});

test.each(Object.keys(COMPLETE))("an empty %s is a missing one", (name) => {
  expect(messageOf(() => readConsoleEnv({ ...COMPLETE, [name]: "" }))).toContain(`${name} is missing`);
});

test.each([
  ["DATABASE_URL", "mysql://localhost/weir"],
  ["APP_URL", "console.example.com"],
  ["AUTH_SECRET", "short"],
  ["SMTP_URL", "http://mail.example.com"],
])("a wrong %s is named and its value is not repeated", (name, value) => {
  const message = messageOf(() => readConsoleEnv({ ...COMPLETE, [name]: value }));
  expect(message).toContain(name);
  expect(message).not.toContain(value);
});

test("the embedded mode needs no mail server, and stays on this machine", () => {
  const { SMTP_URL: _, MAIL_FROM: __, ...rest } = COMPLETE;
  const embedded = { ...rest, WEIR_EMBEDDED: "1" };
  expect(messageOf(() => readConsoleEnv({ ...embedded, APP_URL: "http://localhost:4010" }))).toBe("started");
  expect(messageOf(() => readConsoleEnv(embedded))).toContain("WEIR_EMBEDDED");
  expect(messageOf(() => readConsoleEnv(rest))).toContain("MAIL_FROM is missing");
});
