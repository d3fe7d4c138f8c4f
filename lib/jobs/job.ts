import type { SendMailsOptions } from "#lib/commands/send-mails.ts";
import type { SecretEnv } from "#lib/commands/webhook-secrets.ts";
import type { Database } from "#lib/data/client.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";

/** What jobs work with. */
export type JobParts = {
  readonly db: Database;
  /** Null where payments are not configured. */
  readonly stripe: StripeConnection | null;
  readonly env: SendMailsOptions["env"] & SecretEnv;
};

/** What a run did, in numbers for the log and the metrics. */
export type JobReport = Readonly<Record<string, number>>;

/**
 * Something that is done again and again. A run looks at what is there and does what is due at its instant, so that it
 * may be missed, done twice, or done by two processes at once.
 */
export type Job = {
  readonly name: string;
  /** How often, by Weir's time. */
  readonly everyMs: number;
  readonly run: (parts: JobParts, now: Date) => Promise<JobReport>;
};
