import { z } from "zod";

const port = z.coerce.number().int().min(1).max(65_535);
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, "must be a postgresql:// connection string");
const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));
const flag = z
  .enum(["0", "1"])
  .default("0")
  .transform((text) => text === "1");
const wholeNumber = (bounds: { min: number; max: number; default: number }) =>
  z.coerce.number().int().min(bounds.min).max(bounds.max).default(bounds.default);
const optionalText = z.string().trim().min(1).optional();

const databaseSchema = z.object({ DATABASE_URL: postgresUrl });

export const consoleSchema = databaseSchema.extend({
  /** The embedded mode is development, tests and the demo: a local mailbox instead of a mail server. */
  WEIR_EMBEDDED: flag,
  APP_NAME: z.string().trim().min(1).max(40).default("Weir"),
  APP_URL: httpUrl,
  GATEWAY_URL: httpUrl,
  AUTH_SECRET: z.string().min(32, "must have at least 32 characters"),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, "must be an smtp:// or smtps:// address")
    .optional(),
  MAIL_FROM: optionalText,
  /** Where the console's "Contact sales" writes to. */
  SALES_EMAIL: z.email().optional(),
});

const paymentsSchema = z.object({
  /** Switches to Stripe itself. */
  STRIPE_SECRET_KEY: z
    .string()
    .trim()
    .regex(/^(sk|rk)_(test|live)_/, "must be a secret or restricted key of Stripe")
    .optional(),
  /** The stand-in for Stripe, where there is no key. */
  STRIPE_SIM_URL: httpUrl.optional(),
  /** Of an endpoint that was made by hand; otherwise Weir makes its own. */
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .trim()
    .regex(/^whsec_/, "must start with whsec_")
    .optional(),
  APP_URL: httpUrl.optional(),
  AUTH_SECRET: z.string().optional(),
});

const gatewaySchema = databaseSchema
  .extend({
    GATEWAY_HOST: z.string().default("127.0.0.1"),
    GATEWAY_PORT: port.default(4011),
    /** How long requests under way may take to finish at a stop; what is still running then is cut, and billed so far. */
    GATEWAY_DRAIN_SECONDS: wholeNumber({ min: 0, max: 3_600, default: 30 }),
    /** The largest request body. */
    GATEWAY_BODY_LIMIT_MIB: wholeNumber({ min: 1, max: 64, default: 10 }),
    /** The largest unstreamed answer of an upstream. */
    GATEWAY_ANSWER_LIMIT_MIB: wholeNumber({ min: 1, max: 256, default: 32 }),
    /** How long an upstream may be silent. */
    GATEWAY_UPSTREAM_TIMEOUT_SECONDS: wholeNumber({ min: 1, max: 3_600, default: 120 }),
    /** The longest that a request may take in all. */
    GATEWAY_REQUEST_TIMEOUT_SECONDS: wholeNumber({ min: 1, max: 7_200, default: 600 }),
    /** Requests served at once; further ones are refused before anything of theirs is read. */
    GATEWAY_MAX_REQUESTS_IN_FLIGHT: wholeNumber({ min: 1, max: 100_000, default: 2_000 }),
    /** Body bytes that all requests together may hold in memory. */
    GATEWAY_BODY_BUDGET_MIB: wholeNumber({ min: 1, max: 65_536, default: 256 }),
    /** Base URL of the OpenAI-compatible server behind deployments that name none of their own. */
    FLEET_URL: httpUrl,
    FLEET_API_KEY: optionalText,
    /** Where people reach the console: refusals say where a limit can be raised. */
    APP_URL: httpUrl.optional(),
  })
  .refine((env) => env.GATEWAY_BODY_BUDGET_MIB >= env.GATEWAY_BODY_LIMIT_MIB, {
    path: ["GATEWAY_BODY_BUDGET_MIB"],
    message: "must be at least GATEWAY_BODY_LIMIT_MIB, or the largest bodies could never be taken",
  });

const simulatorSchema = z.object({
  SIMULATOR_PORT: port.default(4014),
  /** Keeps the simulated payments from one start to the next; in memory only when it is not set. */
  SIMULATOR_STATE_FILE: optionalText,
  APP_NAME: consoleSchema.shape.APP_NAME,
});

const jobsSchema = consoleSchema.omit({ GATEWAY_URL: true }).extend({
  JOBS_HOST: z.string().default("127.0.0.1"),
  JOBS_PORT: port.default(4015),
});

const sellerSchema = z.object({
  APP_NAME: consoleSchema.shape.APP_NAME,
  /** Who invoices come from: the legal name; the brand where it is not said. */
  SELLER_NAME: optionalText,
  /** Lines of the address, separated by semicolons. */
  SELLER_ADDRESS: optionalText,
  SELLER_TAX_ID: optionalText,
  SELLER_EMAIL: optionalText,
});

const clockSchema = z.object({
  /** Says how far Weir's time is ahead of the real time, for trying out what takes a month. */
  WEIR_CLOCK_FILE: optionalText,
});

export type ConsoleEnv = z.infer<typeof consoleSchema>;
export type JobsEnv = z.infer<typeof jobsSchema>;
export type SellerEnv = z.infer<typeof sellerSchema>;
export type ClockEnv = z.infer<typeof clockSchema>;
export type PaymentsEnv = z.infer<typeof paymentsSchema>;
export type GatewayEnv = z.infer<typeof gatewaySchema>;
export type SimulatorEnv = z.infer<typeof simulatorSchema>;

type Source = Readonly<Record<string, string | undefined>>;

/** What is wrong beyond single settings, in words. */
type Check = (source: Source) => string[];

const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

const requireModeSettings: Check = ({ WEIR_EMBEDDED, APP_URL, SMTP_URL, MAIL_FROM }) => {
  if (WEIR_EMBEDDED === "1") {
    const host = URL.parse(APP_URL ?? "")?.hostname;
    const isLocal = host === undefined || LOOPBACK_HOSTS.includes(host);
    return isLocal ? [] : ["WEIR_EMBEDDED shows every mail to every visitor: it needs an APP_URL on this machine"];
  }
  return [
    ...(SMTP_URL ? [] : ["SMTP_URL is missing: sign-in links are sent by mail"]),
    ...(MAIL_FROM ? [] : ["MAIL_FROM is missing: the sender of mails"]),
  ];
};

/** Reads the console's settings. @throws EnvError naming every setting that is missing or wrong */
export function readConsoleEnv(source: Source): ConsoleEnv {
  return parseEnv("console", consoleSchema, source, requireModeSettings);
}

/** Reads the settings of the background jobs. @throws EnvError naming every setting that is missing or wrong */
export function readJobsEnv(source: Source): JobsEnv {
  return parseEnv("job runner", jobsSchema, source, requireModeSettings);
}

const requireEmbeddedClock: Check = ({ WEIR_EMBEDDED, WEIR_CLOCK_FILE }) =>
  WEIR_CLOCK_FILE === undefined || WEIR_EMBEDDED === "1"
    ? []
    : ["WEIR_CLOCK_FILE moves the time that everything is billed by: it is only for WEIR_EMBEDDED=1"];

/** Reads whether Weir's time can be moved. @throws EnvError outside the embedded mode */
export function readClockEnv(source: Source): ClockEnv {
  return parseEnv("clock", clockSchema, source, requireEmbeddedClock);
}

const requireSimulationAsked: Check = ({ NODE_ENV, WEIR_EMBEDDED, STRIPE_SIMULATOR }) =>
  NODE_ENV !== "production" || WEIR_EMBEDDED === "1" || STRIPE_SIMULATOR === "1"
    ? []
    : ["STRIPE_SIMULATOR is not 1: payments are simulated in production only when that is asked for"];

/** Reads the Stripe simulator's settings. @throws EnvError in production, unless the simulator was asked for by name */
export function readSimulatorEnv(source: Source): SimulatorEnv {
  return parseEnv("Stripe simulator", simulatorSchema, source, requireSimulationAsked);
}

/** Reads the gateway's settings. @throws EnvError naming every setting that is missing or wrong */
export function readGatewayEnv(source: Source): GatewayEnv {
  return parseEnv("gateway", gatewaySchema, source);
}

const requireSimulatedPaymentsAsked: Check = (source) =>
  source.STRIPE_SECRET_KEY || !source.STRIPE_SIM_URL || source.WEIR_EMBEDDED === "1" || source.STRIPE_SIMULATOR === "1"
    ? []
    : [
        "STRIPE_SIM_URL lets everybody pay with money that does not exist: set STRIPE_SECRET_KEY instead, or also " +
          "STRIPE_SIMULATOR=1 if that is what you want",
      ];

/** Reads the settings of payments. @throws EnvError naming every setting that is wrong */
export function readPaymentsEnv(source: Source): PaymentsEnv {
  return parseEnv("part that takes payments", paymentsSchema, source, requireSimulatedPaymentsAsked);
}

export const paymentsEnv = once(readPaymentsEnv);
/** Who invoices come from. */
export const sellerEnv = once((source) => parseEnv("seller", sellerSchema, source));
export const consoleEnv = once(readConsoleEnv);
export const gatewayEnv = once(readGatewayEnv);
export const jobsEnv = once(readJobsEnv);
export const clockEnv = once(readClockEnv);
export const simulatorEnv = once(readSimulatorEnv);
export const databaseEnv = once((source) => parseEnv("migration", databaseSchema, source));

export class EnvError extends Error {
  constructor(part: string, problems: readonly string[]) {
    super(
      `The ${part} cannot start. Set these environment variables:\n${problems.map((line) => `  - ${line}`).join("\n")}`,
    );
    this.name = "EnvError";
  }
}

/** Reads the process's environment on first use, so that building needs none. */
function once<T>(read: (source: Source) => T): () => T {
  let env: { value: T } | undefined;
  return () => {
    env ??= { value: read(process.env) };
    return env.value;
  };
}

function parseEnv<T>(part: string, schema: z.ZodType<T>, source: Source, check: Check = () => []): T {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = schema.safeParse(present);
  const problems = [...(result.error?.issues.map((issue) => problemOf(issue, present)) ?? []), ...check(present)];
  if (!result.success || problems.length > 0) throw new EnvError(part, problems);
  return result.data;
}

function problemOf(issue: z.core.$ZodIssue, source: Source): string {
  const name = issue.path.join(".");
  return source[name] === undefined ? `${name} is missing` : `${name}: ${issue.message}`;
}
