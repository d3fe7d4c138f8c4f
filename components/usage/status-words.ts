import { USAGE_STATUSES, type UsageStatus } from "#lib/domain/usage/usage-status.ts";

/** How a request ended, as people say it; the same words wherever it is shown. */
export const STATUS_WORDS: Record<UsageStatus, string> = {
  succeeded: "Served",
  client_closed: "Left by the caller",
  interrupted: "Cut part-way",
  caller: "Your request (4xx)",
  rate_limited: "Rate limited (429)",
  spend_limit: "Spend limit (403)",
  server: "Our side (5xx)",
};

export const STATUS_OPTIONS = USAGE_STATUSES.map((id) => ({ id, name: STATUS_WORDS[id] }));
