import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { readStackPorts, type StackPorts } from "./stack-ports.ts";

export type StackSettings = {
  ports: StackPorts;
  /** As the reader named it, for messages. */
  dataDir: string;
  dataPath: string;
  /** A server of the reader's own instead of the embedded one. */
  givenDatabaseUrl: string | null;
  /** A key of Stripe itself is there: payments are not simulated then. */
  hasStripeKey: boolean;
  isFresh: boolean;
  seedEvents: number | undefined;
};

/** What the environment and the command line ask for. @throws with a message for the reader */
export function readStackSettings(
  env: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
): StackSettings {
  const { values } = parseArgs({ args: [...args], options: { fresh: { type: "boolean", default: false } } });
  const dataDir = env.DATA_DIR || ".data";
  const givenDatabaseUrl = env.DATABASE_URL || null;
  if (values.fresh && givenDatabaseUrl) {
    throw new Error(
      "--fresh deletes the embedded database, but DATABASE_URL names a server of your own, which stays untouched. " +
        "Unset DATABASE_URL, or empty that database yourself.",
    );
  }
  return {
    ports: readStackPorts(env),
    dataDir,
    dataPath: resolve(dataDir),
    givenDatabaseUrl,
    hasStripeKey: Boolean(env.STRIPE_SECRET_KEY),
    isFresh: values.fresh,
    seedEvents: seedEventsFrom(env.SEED_EVENTS || undefined),
  };
}

function seedEventsFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,7}$/.test(text)) return Number(text);
  throw new Error(`SEED_EVENTS must be a whole number above 0, not "${text}".`);
}
