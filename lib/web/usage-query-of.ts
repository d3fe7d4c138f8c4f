import { AppError } from "#lib/domain/errors.ts";
import { parseUsageQuery, type UsageQuery } from "#lib/domain/usage/usage-query.ts";

/** The usage query of an address. @throws AppError invalid_input with what is wrong in it */
export function usageQueryOf(search: URLSearchParams): UsageQuery {
  const parsed = parseUsageQuery(search);
  if (!parsed.isValid) throw new AppError("invalid_input", parsed.reason);
  return parsed.query;
}
