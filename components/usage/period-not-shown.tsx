import { CalendarOff } from "lucide-react";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { UsageHeader } from "./usage-header.tsx";

type PeriodNotShownProps = {
  /** Which periods there are, in words. */
  reason: string;
  currentPeriodHref: string;
};

/** Where a shared address names a period that has passed out of reach, or never was one. */
export function PeriodNotShown({ reason, currentPeriodHref }: PeriodNotShownProps) {
  return (
    <div className="flex flex-col gap-5">
      <UsageHeader />
      <Card>
        <EmptyState
          icon={<CalendarOff />}
          title="Nothing is shown at this address"
          action={<ButtonLink href={currentPeriodHref}>Go to the current period</ButtonLink>}
        >
          {reason}
        </EmptyState>
      </Card>
    </div>
  );
}
