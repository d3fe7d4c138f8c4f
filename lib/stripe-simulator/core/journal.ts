import type { Form, FormValue } from "./parse-form.ts";

const KEPT = 1_000;

/** One request that was answered, for assertions. */
export type JournalEntry = {
  requestId: string;
  accountId: string | null;
  method: string;
  path: string;
  params: Form;
  idempotencyKey: string | null;
  status: number;
  isReplay: boolean;
};

/** Adds an entry and forgets the oldest when there are too many. */
export function record(journal: JournalEntry[], entry: JournalEntry): void {
  journal.push(entry);
  if (journal.length > KEPT) journal.splice(0, journal.length - KEPT);
}

const NUMBERS = new Set(["account_number", "cvc", "number"]);

/** A form without the numbers of cards and accounts. */
export function withoutNumbers(form: Form): Form {
  const entries = Object.entries(form).map(([key, value]): [string, FormValue] => {
    if (typeof value !== "string") return [key, withoutNumbers(value)];
    return [key, NUMBERS.has(key) ? "(hidden)" : value];
  });
  return Object.fromEntries(entries);
}
