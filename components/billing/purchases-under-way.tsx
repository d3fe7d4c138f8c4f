import { CircleAlert, Clock } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import type { ShownTopUp } from "#lib/views/credits-part.ts";

/** The purchases that have not arrived: paid ones are in the history. */
export function PurchasesUnderWay({ topUps }: { topUps: readonly ShownTopUp[] }) {
  const shown = topUps.filter(({ state }) => state === "processing" || state === "failed");
  if (shown.length === 0) return null;
  return (
    <ul aria-label="Purchases under way" className="flex flex-col gap-2">
      {shown.map((topUp) => (
        <li key={topUp.topUpId} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <PurchaseBadge isFailed={topUp.state === "failed"} />
          <span className="min-w-0">
            {exactDollarsLabel(topUp.amount)} of credits{topUp.isAutomatic && " by auto top-up"},{" "}
            <DateTime iso={topUp.createdAt.toISOString()} />
            {topUp.state === "failed" && `: ${topUp.failure ?? "the bank refused the payment."} Nothing was charged.`}
            {topUp.state === "processing" && ": credited as soon as the bank confirms it, which can take days."}
          </span>
        </li>
      ))}
    </ul>
  );
}

function PurchaseBadge({ isFailed }: { isFailed: boolean }) {
  return isFailed ? (
    <Badge tone="bad" icon={<CircleAlert aria-hidden="true" />}>
      Failed
    </Badge>
  ) : (
    <Badge tone="warn" icon={<Clock aria-hidden="true" />}>
      Processing
    </Badge>
  );
}
