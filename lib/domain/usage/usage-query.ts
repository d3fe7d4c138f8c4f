import { parsePeriodKey } from "#lib/domain/billing-period.ts";
import { hasControlCharacters } from "#lib/domain/has-control-characters.ts";
import { isIanaZone } from "#lib/domain/usage/local-days.ts";
import { USAGE_STATUSES, type UsageStatus } from "#lib/domain/usage/usage-status.ts";

/** What the parts of a day's cost are made of. */
export const USAGE_GROUPS = ["model", "key", "member", "deployment"] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

/** What of a period's usage is shown; an empty list filters nothing, and filters of different kinds all have to hold. */
export type UsageQuery = {
  /** "2026-11"; null is the current period, also in a tab left open over a month's end. */
  readonly periodKey: string | null;
  readonly groupBy: UsageGroup;
  readonly models: readonly string[];
  readonly keys: readonly string[];
  readonly members: readonly string[];
  readonly deployments: readonly string[];
  readonly statuses: readonly UsageStatus[];
  /** The IANA zone that days are cut in; null when the address names none. */
  readonly zone: string | null;
};

export const DEFAULT_USAGE_QUERY: UsageQuery = {
  periodKey: null,
  groupBy: "model",
  models: [],
  keys: [],
  members: [],
  deployments: [],
  statuses: [],
  zone: null,
};

export type ParsedUsageQuery =
  | { readonly isValid: true; readonly query: UsageQuery }
  /** A sentence for who opened the address. */
  | { readonly isValid: false; readonly reason: string };

/** No address needs more, and each is compared with every row that is read. */
const MOST_PER_FILTER = 100;
const LONGEST_VALUE = 200;

const LISTS = { model: "models", key: "keys", member: "members", deployment: "deployments" } as const;

/** Reads a query from the parameters of an address. Other parameters are none of its business. */
export function parseUsageQuery(search: URLSearchParams): ParsedUsageQuery {
  const periodKey = search.get("period");
  if (periodKey !== null && !parsePeriodKey(periodKey))
    return invalid("The address names no billing period: one is written as 2026-11.");
  const groupBy = search.get("by") ?? DEFAULT_USAGE_QUERY.groupBy;
  if (!isOneOf(USAGE_GROUPS, groupBy)) return invalid(`Usage is grouped by ${USAGE_GROUPS.join(", ")}.`);
  const zone = search.get("zone");
  if (zone !== null && !isIanaZone(zone))
    return invalid("The address names no time zone of the IANA list: one is written as Europe/Berlin.");
  const statuses = distinct(search.getAll("status"));
  if (!statuses.every((status) => isOneOf(USAGE_STATUSES, status)))
    return invalid(`A request's status is one of ${USAGE_STATUSES.join(", ")}.`);
  const lists = { models: valuesOf(search, "model"), keys: valuesOf(search, "key") };
  const more = { members: valuesOf(search, "member"), deployments: valuesOf(search, "deployment") };
  const filters = Object.values({ ...lists, ...more });
  if (filters.flat().some(hasControlCharacters)) return invalid("A filter's values have no control characters.");
  if (filters.some((values) => values.length > MOST_PER_FILTER))
    return invalid(`A filter takes at most ${MOST_PER_FILTER} values.`);
  return { isValid: true, query: { periodKey, groupBy, ...lists, ...more, statuses, zone } };
}

/** Writes a query as parameters, always in the same order and without what is left at its default. */
export function formatUsageQuery(query: UsageQuery): URLSearchParams {
  const search = new URLSearchParams();
  if (query.periodKey !== null) search.set("period", query.periodKey);
  if (query.groupBy !== DEFAULT_USAGE_QUERY.groupBy) search.set("by", query.groupBy);
  for (const [name, list] of Object.entries(LISTS)) for (const value of query[list]) search.append(name, value);
  for (const status of query.statuses) search.append("status", status);
  if (query.zone !== null) search.set("zone", query.zone);
  return search;
}

/** Whether anything is left out of the period's usage. */
export function hasUsageFilter(query: UsageQuery): boolean {
  return query.statuses.length > 0 || Object.values(LISTS).some((list) => query[list].length > 0);
}

function valuesOf(search: URLSearchParams, name: keyof typeof LISTS): string[] {
  return distinct(search.getAll(name).filter((value) => value !== "" && value.length <= LONGEST_VALUE));
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function isOneOf<const T extends string>(values: readonly T[], value: string): value is T {
  return (values as readonly string[]).includes(value);
}

function invalid(reason: string): ParsedUsageQuery {
  return { isValid: false, reason };
}
