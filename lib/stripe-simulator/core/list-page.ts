import { invalidRequest, resourceMissing } from "./stripe-failure.ts";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

export type PageParams = { limit?: number; starting_after?: string; ending_before?: string };
export type ListPage<T> = { object: "list"; url: string; has_more: boolean; data: T[] };

/** One page of a list, newest first. `rows` come in order of creation, filtered already. */
export function listPage<T extends { id: string }>(
  rows: Iterable<T>,
  params: PageParams | undefined,
  url: string,
): ListPage<T> {
  return pageInOrder([...rows].reverse(), params, url);
}

/** One page of a list whose rows come in the order in which they are shown. */
export function pageInOrder<T extends { id: string }>(
  rows: readonly T[],
  params: PageParams | undefined,
  url: string,
): ListPage<T> {
  const limit = limitOf(params);
  if (params?.ending_before !== undefined) {
    const end = indexOf(rows, params.ending_before, "ending_before");
    return { object: "list", url, has_more: end > limit, data: rows.slice(Math.max(0, end - limit), end) };
  }
  const start = params?.starting_after === undefined ? 0 : indexOf(rows, params.starting_after, "starting_after") + 1;
  return {
    object: "list",
    url,
    has_more: rows.length > start + limit,
    data: rows.slice(start, start + limit),
  };
}

function limitOf(params: PageParams | undefined): number {
  const limit = params?.limit ?? DEFAULT_LIMIT;
  if (limit > MAX_LIMIT) throw invalidLimit(`This value must be less than or equal to ${MAX_LIMIT}.`);
  if (limit < 1) throw invalidLimit("This value must be greater than or equal to 1.");
  return limit;
}

function invalidLimit(message: string): Error {
  return invalidRequest(message, { code: "parameter_invalid_integer", param: "limit" });
}

function indexOf(rows: readonly { id: string }[], id: string, param: string): number {
  const index = rows.findIndex((row) => row.id === id);
  if (index < 0) throw resourceMissing("object", id, param);
  return index;
}
