import { CalendarClock, Check } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import type { PlanColumn } from "#lib/views/billing-page.ts";

export type PlanChoice = {
  /** Why no plan can be chosen; null when one can. */
  refusal: string | null;
  /** When the change that waits takes effect. */
  pendingFrom: string | null;
  contactSalesHref: string | null;
  /** The plan whose quote is being made. */
  pendingId: PlanId | null;
  /** The plan that the screen's main action leads to; null where that is another action. */
  mainId: PlanId | null;
  onChoose: (plan: PlanColumn) => void;
};

/** What leads from the present plan to this one. */
export function PlanWay({ plan, choice }: { plan: PlanColumn; choice: PlanChoice }) {
  switch (plan.way) {
    case "current":
      return (
        <Badge tone="good" icon={<Check aria-hidden="true" />}>
          Current plan
        </Badge>
      );
    case "pending":
      return (
        <Badge icon={<CalendarClock aria-hidden="true" />}>
          From {choice.pendingFrom === null ? "the next period" : <DateTime iso={choice.pendingFrom} precision="day" />}
        </Badge>
      );
    case "contact_sales":
      // From Enterprise every way leads through the contract, which is said once for all of them.
      if (plan.id !== "enterprise") return null;
      return choice.contactSalesHref === null ? (
        <span className="text-sm text-ink-muted">Contact sales: ask whoever runs this console</span>
      ) : (
        <a href={choice.contactSalesHref} className={buttonClasses("secondary", "sm")}>
          Contact sales
        </a>
      );
    default:
      return choice.refusal === null && <ChangeButton plan={plan} choice={choice} />;
  }
}

function ChangeButton({ plan, choice }: { plan: PlanColumn; choice: PlanChoice }) {
  const isUpgrade = plan.way === "upgrade";
  return (
    <Button
      size="sm"
      tone={choice.mainId === plan.id ? "primary" : "secondary"}
      onClick={() => choice.onChoose(plan)}
      isPending={choice.pendingId === plan.id}
      disabled={choice.pendingId !== null && choice.pendingId !== plan.id}
    >
      {isUpgrade ? "Upgrade" : "Downgrade"} to {plan.name}
    </Button>
  );
}
