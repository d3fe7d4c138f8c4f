import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { connectSimulator, connectStripe } from "./connection.ts";

const hostOf = (connection: ReturnType<typeof connectStripe>) => connection?.client.getApiField("host");

test("with a key, calls go to Stripe, whether or not there is a stand-in", () => {
  for (const env of [{}, { STRIPE_SIM_URL: "http://127.0.0.1:4014" }]) {
    const connection = connectStripe({ STRIPE_SECRET_KEY: "sk_test_123", ...env });
    expect(hostOf(connection)).toBe("api.stripe.com");
    expect(connection?.client.getApiField("protocol")).toBe("https");
    expect(connection).toMatchObject({ isSimulated: false, isLive: false });
  }
  expect(connectStripe({ STRIPE_SECRET_KEY: "rk_live_123" })?.isLive).toBe(true);
});

test("without a key, calls go to the stand-in, and without either there is no connection", () => {
  const connection = connectStripe({ STRIPE_SIM_URL: "http://127.0.0.1:4014" });
  expect(hostOf(connection)).toBe("127.0.0.1");
  expect(connection).toMatchObject({ isSimulated: true, isLive: false });
  expect(connectStripe({})).toBeNull();
});

test("no code of the console, the gateway or the jobs knows the stand-in", () => {
  const files = globSync("{app,components,lib}/**/*.{ts,tsx}").concat("instrumentation.ts", "proxy.ts");
  const code = files.filter((path) => !/^lib\/stripe-simulator\/|\.test\.tsx?$/.test(path));
  expect(code.length).toBeGreaterThan(200);
  const knowing = code.filter((path) => /["']#?(\.\/|lib\/)?.*stripe-simulator\//.test(readFileSync(path, "utf8")));
  expect(knowing).toEqual([]);
});

test("what one key has made is told from another's", () => {
  const one = connectSimulator("http://127.0.0.1:1", "sk_test_one");
  const other = connectSimulator("http://127.0.0.1:1", "sk_test_other");
  expect(one.fingerprint).not.toBe(other.fingerprint);
});
