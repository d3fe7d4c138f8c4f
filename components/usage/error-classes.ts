import type { UsageErrors } from "#lib/views/usage-view.ts";

/** A way for a request not to be served whole. */
export type ErrorKind = {
  key: string;
  name: string;
  meaning: string;
  isPaid: boolean;
  color: string;
  count: (errors: UsageErrors) => number;
};

/** In the order they are drawn in: what was paid for first, at the bottom. */
export const ERROR_KINDS: readonly ErrorKind[] = [
  {
    key: "client_closed",
    name: "Left by the caller",
    meaning: "Paid for as far as it was generated",
    isPaid: true,
    color: "var(--series-2)",
    count: ({ paid }) => paid.client_closed,
  },
  {
    key: "interrupted",
    name: "Cut part-way",
    meaning: "We broke off; paid for as far as it came",
    isPaid: true,
    color: "var(--series-7)",
    count: ({ paid }) => paid.interrupted,
  },
  {
    key: "caller",
    name: "Your request",
    meaning: "It was not valid, or not allowed (4xx)",
    isPaid: false,
    color: "var(--series-1)",
    count: ({ unpaid }) => unpaid.caller,
  },
  {
    key: "rate_limited",
    name: "Rate limited",
    meaning: "Too many requests a minute (429)",
    isPaid: false,
    color: "var(--series-5)",
    count: ({ unpaid }) => unpaid.rate_limited,
  },
  {
    key: "spend_limit",
    name: "Spend limit",
    meaning: "Your monthly limit was reached (403)",
    isPaid: false,
    color: "var(--series-8)",
    count: ({ unpaid }) => unpaid.spend_limit,
  },
  {
    key: "server",
    name: "Our side",
    meaning: "We failed to serve it (5xx)",
    isPaid: false,
    color: "var(--series-4)",
    count: ({ unpaid }) => unpaid.server,
  },
];

/** How many requests went wrong and were paid for all the same, or were not. */
export function countErrors(errors: UsageErrors, isPaid: boolean): number {
  return ERROR_KINDS.filter((kind) => kind.isPaid === isPaid).reduce((sum, kind) => sum + kind.count(errors), 0);
}
