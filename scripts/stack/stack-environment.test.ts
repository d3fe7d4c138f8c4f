import { expect, test } from "vitest";
import { stackEnvironment } from "./stack-environment.ts";
import { readStackPorts } from "./stack-ports.ts";

const environment = (hasStripeKey: boolean, base: Record<string, string> = {}) =>
  stackEnvironment({
    base: { NODE_ENV: "test", ...base },
    ports: readStackPorts({ SIMULATOR_PORT: "5014" }),
    databaseUrl: "postgresql://weir@127.0.0.1:4013/weir",
    dataPath: "/data",
    secrets: { AUTH_SECRET: "secret" },
    hasStripeKey,
    mode: "production",
  });

test("payments are simulated on the stack's own port, and kept in its data folder", () => {
  expect(environment(false)).toMatchObject({
    SIMULATOR_PORT: "5014",
    STRIPE_SIM_URL: "http://127.0.0.1:5014",
    SIMULATOR_STATE_FILE: "/data/stripe-simulator.json",
  });
});

test("with a key of Stripe itself nothing leads to a simulator, whatever the reader's own settings say", () => {
  const env = environment(true, { STRIPE_SECRET_KEY: "sk_test_1", STRIPE_SIM_URL: "http://127.0.0.1:9" });
  expect(env).toMatchObject({ STRIPE_SECRET_KEY: "sk_test_1", STRIPE_SIM_URL: "" });
});
