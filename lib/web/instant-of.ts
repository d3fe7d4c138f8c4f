import { AppError } from "#lib/domain/errors.ts";

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
/** As billing periods are: nothing is older, and a database's calendar has no year 0. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2999;

/** An instant among an address's parameters; null when it has none of the name. @throws AppError invalid_input */
export function instantOf(search: URLSearchParams, name: string): Date | null {
  const text = search.get(name);
  if (text === null) return null;
  const instant = new Date(text);
  const year = instant.getUTCFullYear();
  if (ISO_INSTANT.test(text) && year >= FIRST_YEAR && year <= LAST_YEAR) return instant;
  throw new AppError(
    "invalid_input",
    `"${name}" is no instant: one is written as 2026-11-14T10:30:00Z, in the years 2000 to 2999.`,
  );
}
