import { formatCount } from "#components/ui/format-count.ts";
import { formatShare } from "#components/ui/format-share.ts";
import type { UsageView } from "#lib/views/usage-view.ts";
import { countErrors, ERROR_KINDS } from "./error-classes.ts";

/** The errors of a period in words. */
export function errorsSummary({ errors, requests }: Pick<UsageView, "errors" | "requests">): string {
  const paid = countErrors(errors, true);
  const unpaid = countErrors(errors, false);
  if (paid + unpaid === 0) return "Every request was served whole.";
  const share = requests.total === 0 ? 0 : (paid + unpaid) / requests.total;
  const most = ERROR_KINDS.reduce((max, kind) => (kind.count(errors) > max.count(errors) ? kind : max));
  return [
    `${requestsWord(paid + unpaid)}, ${formatShare(share)} of all, ${paid + unpaid === 1 ? "was" : "were"} not served whole.`,
    `You paid for what was generated of ${formatCount(paid)} and nothing for ${formatCount(unpaid)}.`,
    `The most frequent cause is “${most.name}” with ${formatCount(most.count(errors))}.`,
  ].join(" ");
}

function requestsWord(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "request" : "requests"}`;
}
