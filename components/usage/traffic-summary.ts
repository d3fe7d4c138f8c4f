import { formatDuration } from "#components/charts/format-duration.ts";
import { formatCount } from "#components/ui/format-count.ts";
import type { UsageView } from "#lib/views/usage-view.ts";

/** Requests and latency of a period in words, and until when latencies are known. */
export function trafficSummary(view: Pick<UsageView, "requests" | "latency" | "digestedUntil" | "period">): string {
  const { requests, latency, digestedUntil, period } = view;
  const sentences = [
    `${formatCount(requests.total)} ${requests.total === 1 ? "request" : "requests"} in ${period.label}.`,
  ];
  if (latency === null) sentences.push("Latencies appear here within half an hour of the first requests served.");
  else
    sentences.push(
      `Half of those served whole took at most ${formatDuration(latency.p50Ms)}, 95 of 100 at most ${formatDuration(latency.p95Ms)}.`,
    );
  if (latency !== null && digestedUntil !== null && period.isCurrent)
    sentences.push(`Latencies are known until ${digestedUntil.slice(11, 16)} UTC.`);
  return sentences.join(" ");
}
