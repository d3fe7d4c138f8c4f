import { z } from "zod";

const port = z.coerce.number().int().min(1).max(65_535);
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, "must be a postgresql:// connection string");
const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));
const flag = z
  .enum(["0", "1"])
  .default("0")
  .transform((text) => text === "1");
const optionalText = z.string().trim().min(1).optional();

const databaseSchema = z.object({ DATABASE_URL: postgresUrl });

const consoleSchema = databaseSchema.extend({
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
});

const gatewaySchema = databaseSchema.extend({
  GATEWAY_HOST: z.string().default("127.0.0.1"),
  GATEWAY_PORT: port.default(4011),
  /** Base URL of the OpenAI-compatible server behind deployments that name none of their own. */
  FLEET_URL: httpUrl,
  FLEET_API_KEY: optionalText,
});

export type ConsoleEnv = z.infer<typeof consoleSchema>;
export type GatewayEnv = z.infer<typeof gatewaySchema>;

const requireMail = (env: ConsoleEnv): string[] =>
  env.WEIR_EMBEDDED
    ? []
    : [
        ...(env.SMTP_URL ? [] : ["SMTP_URL is missing: sign-in links are sent by mail"]),
        ...(env.MAIL_FROM ? [] : ["MAIL_FROM is missing: the sender of mails"]),
      ];

/** Settings of anything that only needs the database. */
export const databaseEnv = () => parseOnce("database", databaseSchema, () => []);

/** Settings of the console process. @throws EnvError naming every setting that is missing or wrong. */
export const consoleEnv = () => parseOnce("console", consoleSchema, requireMail);

/** Settings of the gateway process. @throws EnvError naming every setting that is missing or wrong. */
export const gatewayEnv = () => parseOnce("gateway", gatewaySchema, () => []);

export class EnvError extends Error {
  constructor(part: string, problems: readonly string[]) {
    super(
      `The ${part} cannot start. Set these environment variables:\n${problems.map((line) => `  - ${line}`).join("\n")}`,
    );
    this.name = "EnvError";
  }
}

const parsed = new Map<string, unknown>();

function parseOnce<T>(part: string, schema: z.ZodType<T>, check: (env: T) => string[]): T {
  if (!parsed.has(part)) parsed.set(part, parseEnv(part, schema, check, process.env));
  return parsed.get(part) as T;
}

export function parseEnv<T>(
  part: string,
  schema: z.ZodType<T>,
  check: (env: T) => string[],
  source: Readonly<Record<string, string | undefined>>,
): T {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = schema.safeParse(present);
  if (!result.success) {
    throw new EnvError(
      part,
      result.error.issues.map((issue) => problemOf(issue, present)),
    );
  }
  const problems = check(result.data);
  if (problems.length > 0) throw new EnvError(part, problems);
  return result.data;
}

function problemOf(issue: z.core.$ZodIssue, source: Readonly<Record<string, string | undefined>>): string {
  const name = issue.path.join(".");
  return source[name] === undefined ? `${name} is missing` : `${name}: ${issue.message}`;
}
