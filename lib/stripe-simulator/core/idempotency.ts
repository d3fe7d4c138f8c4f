import type { Account } from "./account.ts";
import { notesOf } from "./notes-of.ts";
import { StripeFailure } from "./stripe-failure.ts";
import { timeByClock } from "./time-of.ts";

const KEPT_SECONDS = 24 * 60 * 60;

export type KeptAnswer = { fingerprint: string; requestId: string; status: number; body: unknown; atSeconds: number };

/** The answers kept for an account's idempotency keys, and the keys whose first request is still being answered. */
export class IdempotencyKeys {
  readonly #inFlight = new Set<string>();

  /** The kept answer for this key, or null. Throws when the key was used for something else, or is in use now. */
  kept(account: Account, key: string, fingerprint: string): KeptAnswer | null {
    if (this.#inFlight.has(`${account.id} ${key}`)) {
      throw new StripeFailure(409, {
        type: "idempotency_error",
        code: "idempotency_key_in_use",
        message: `There is currently another in-progress request using this Idempotent Key (${key}).`,
      });
    }
    const answers = answersOf(account);
    const answer = answers.get(key);
    if (answer === undefined) return null;
    if (answer.fingerprint !== fingerprint) {
      throw new StripeFailure(400, {
        type: "idempotency_error",
        message:
          "Keys for idempotent requests can only be used with the same parameters they were first used with. " +
          `Try using a key other than '${key}' if you meant to execute a different request.`,
      });
    }
    return answer;
  }

  begin(account: Account, key: string): void {
    this.#inFlight.add(`${account.id} ${key}`);
  }

  end(account: Account, key: string): void {
    this.#inFlight.delete(`${account.id} ${key}`);
  }

  keep(account: Account, key: string, answer: Omit<KeptAnswer, "atSeconds">): void {
    answersOf(account).set(key, { ...answer, atSeconds: timeByClock(account, null) });
  }
}

/** Without those that are too old. */
function answersOf(account: Account): Map<string, KeptAnswer> {
  const answers = notesOf<KeptAnswer>(account, "core.idempotency");
  const oldest = timeByClock(account, null) - KEPT_SECONDS;
  for (const [key, answer] of answers) {
    if (answer.atSeconds > oldest) break;
    answers.delete(key);
  }
  return answers;
}
