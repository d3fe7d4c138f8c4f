import { describe, expect, test } from "vitest";
import { readStackSettings } from "./stack-settings.ts";

describe("readStackSettings", () => {
  test("without anything set means the embedded database in .data", () => {
    expect(readStackSettings({}, [])).toMatchObject({
      dataDir: ".data",
      dataPath: `${process.cwd()}/.data`,
      givenDatabaseUrl: null,
      hasStripeKey: false,
      isFresh: false,
      seedEvents: undefined,
    });
  });

  test("takes the folder, the server and the size of the seed from the environment", () => {
    const env = { DATA_DIR: "/tmp/second", DATABASE_URL: "postgresql://localhost/weir", SEED_EVENTS: "20000" };
    expect(readStackSettings(env, [])).toMatchObject({
      dataPath: "/tmp/second",
      givenDatabaseUrl: "postgresql://localhost/weir",
      seedEvents: 20_000,
    });
  });

  test("--fresh starts over, but never on a server that is not ours", () => {
    expect(readStackSettings({}, ["--fresh"]).isFresh).toBe(true);
    expect(() => readStackSettings({ DATABASE_URL: "postgresql://localhost/weir" }, ["--fresh"])).toThrow(
      /DATABASE_URL names a server of your own, which stays untouched/,
    );
  });

  test("notices a key of Stripe itself, but for an empty one", () => {
    expect(readStackSettings({ STRIPE_SECRET_KEY: "sk_test_1" }, []).hasStripeKey).toBe(true);
    expect(readStackSettings({ STRIPE_SECRET_KEY: "" }, []).hasStripeKey).toBe(false);
  });

  test("refuses what it does not know", () => {
    expect(() => readStackSettings({}, ["--frsh"])).toThrow(/--frsh/);
    expect(() => readStackSettings({ SEED_EVENTS: "many" }, [])).toThrow(/SEED_EVENTS must be a whole number/);
  });
});
