import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readPaymentsEnv } from "#lib/platform/env.ts";
import { type Demo, demoFilePath } from "#scripts/stack/demo-file.ts";
import { clockPath } from "#scripts/stack/stack-environment.ts";

export type OperatorSettings = {
  databaseUrl: string;
  stripe: { STRIPE_SECRET_KEY: string | undefined; STRIPE_SIM_URL: string | undefined };
  appName: string;
  /** Null where time is the real time. */
  clockFile: string | null;
};

type Source = Readonly<Record<string, string | undefined>>;

/** The database and payments that the environment names, otherwise those of the demo that runs. @throws saying what to set */
export function operatorSettings(source: Source): OperatorSettings {
  const appName = source.APP_NAME || "Weir";
  const stripeKey = source.STRIPE_SECRET_KEY || undefined;
  if (source.DATABASE_URL) {
    const { STRIPE_SECRET_KEY, STRIPE_SIM_URL } = readPaymentsEnv(source);
    const stripe = { STRIPE_SECRET_KEY, STRIPE_SIM_URL };
    return { databaseUrl: source.DATABASE_URL, stripe, appName, clockFile: source.WEIR_CLOCK_FILE || null };
  }
  const dataPath = resolve(source.DATA_DIR || ".data");
  const demo = readDemo(dataPath);
  if (!demo) throw new Error("Set DATABASE_URL, or start the demo: no demo is running here.");
  const isSimulated = demo.stripeUrl !== null;
  return {
    databaseUrl: demo.databaseUrl,
    stripe: {
      STRIPE_SECRET_KEY: isSimulated ? undefined : stripeKey,
      STRIPE_SIM_URL: demo.stripeUrl ?? undefined,
    },
    appName,
    clockFile: isSimulated ? clockPath(dataPath) : null,
  };
}

function readDemo(dataPath: string): Demo | null {
  try {
    return JSON.parse(readFileSync(demoFilePath(dataPath), "utf8")) as Demo;
  } catch {
    return null;
  }
}
