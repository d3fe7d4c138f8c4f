import { expect, test } from "vitest";
import { EnvError, readClockEnv, readConsoleEnv, readGatewayEnv, readJobsEnv, readPaymentsEnv } from "./env.ts";

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

const GATEWAY = { DATABASE_URL: COMPLETE.DATABASE_URL, FLEET_URL: "http://127.0.0.1:4012/v1" };

test("the gateway's limits have defaults", () => {
  expect(readGatewayEnv(GATEWAY)).toMatchObject({
    GATEWAY_DRAIN_SECONDS: 30,
    GATEWAY_BODY_LIMIT_MIB: 10,
    GATEWAY_ANSWER_LIMIT_MIB: 32,
    GATEWAY_UPSTREAM_TIMEOUT_SECONDS: 120,
    GATEWAY_REQUEST_TIMEOUT_SECONDS: 600,
    GATEWAY_MAX_REQUESTS_IN_FLIGHT: 2_000,
    GATEWAY_BODY_BUDGET_MIB: 256,
  });
  expect(readGatewayEnv({ ...GATEWAY, GATEWAY_BODY_LIMIT_MIB: "20" }).GATEWAY_BODY_LIMIT_MIB).toBe(20);
});

test.each([
  ["GATEWAY_BODY_LIMIT_MIB", "0"],
  ["GATEWAY_BODY_LIMIT_MIB", "65"],
  ["GATEWAY_ANSWER_LIMIT_MIB", "257"],
  ["GATEWAY_UPSTREAM_TIMEOUT_SECONDS", "1.5"],
  ["GATEWAY_REQUEST_TIMEOUT_SECONDS", "forever"],
  ["GATEWAY_MAX_REQUESTS_IN_FLIGHT", "0"],
  ["GATEWAY_BODY_BUDGET_MIB", "-1"],
  ["GATEWAY_DRAIN_SECONDS", "3601"],
])("a %s of %s is refused", (name, value) => {
  expect(messageOf(() => readGatewayEnv({ ...GATEWAY, [name]: value }))).toContain(`${name}: `);
});

test("there must be room for at least one body of the largest size", () => {
  const limits = { GATEWAY_BODY_LIMIT_MIB: "20", GATEWAY_BODY_BUDGET_MIB: "19" };
  expect(messageOf(() => readGatewayEnv({ ...GATEWAY, ...limits }))).toContain("GATEWAY_BODY_BUDGET_MIB: must be at");
  expect(messageOf(() => readGatewayEnv({ ...GATEWAY, ...limits, GATEWAY_BODY_BUDGET_MIB: "20" }))).toBe("started");
});

test("time can be moved in the embedded mode only", () => {
  const WEIR_CLOCK_FILE = "/srv/weir/clock.json";
  expect(messageOf(() => readClockEnv({ WEIR_CLOCK_FILE }))).toContain("WEIR_CLOCK_FILE moves the time");
  expect(messageOf(() => readClockEnv({ WEIR_CLOCK_FILE, WEIR_EMBEDDED: "0" }))).toContain("WEIR_EMBEDDED=1");
  expect(readClockEnv({ WEIR_CLOCK_FILE, WEIR_EMBEDDED: "1" })).toEqual({ WEIR_CLOCK_FILE });
  expect(readClockEnv({ WEIR_CLOCK_FILE: "" }).WEIR_CLOCK_FILE).toBeUndefined();
});

test("the job runner needs what the console needs, but no gateway", () => {
  const { GATEWAY_URL: _, ...settings } = COMPLETE;
  expect(readJobsEnv(settings)).toMatchObject({ JOBS_HOST: "127.0.0.1", JOBS_PORT: 4015 });
  expect(messageOf(() => readJobsEnv({}))).toMatch(
    /job runner[\s\S]*DATABASE_URL is missing[\s\S]*SMTP_URL is missing/,
  );
});

test("simulated payments are taken in the embedded mode, otherwise only when that is asked for by name", () => {
  const STRIPE_SIM_URL = "http://127.0.0.1:4014";
  for (const WEIR_EMBEDDED of [undefined, "", "0"]) {
    const message = messageOf(() => readPaymentsEnv({ STRIPE_SIM_URL, WEIR_EMBEDDED }));
    expect(message).toMatch(/STRIPE_SIM_URL[\s\S]*STRIPE_SIMULATOR=1/);
  }
  for (const asked of [{ WEIR_EMBEDDED: "1" }, { STRIPE_SIMULATOR: "1" }])
    expect(readPaymentsEnv({ STRIPE_SIM_URL, ...asked })).toEqual({ STRIPE_SIM_URL });
  expect(readPaymentsEnv({ STRIPE_SIM_URL: "" })).toEqual({});
});

test("with a key, an address of the simulator does no harm", () => {
  const both = { STRIPE_SECRET_KEY: "sk_live_1", STRIPE_SIM_URL: "http://127.0.0.1:4014" };
  expect(readPaymentsEnv(both)).toEqual(both);
});
