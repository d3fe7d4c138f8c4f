"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Section } from "#components/ui/section.tsx";
import { useAction } from "#components/ui/use-action.ts";
import type { BillingPageView, PlanColumn } from "#lib/views/billing-page.ts";
import type { QuoteChangeAction } from "./billing-actions.ts";
import { ChooseSeatsDialog } from "./choose-seats-dialog.tsx";
import { PlanCards } from "./plan-cards.tsx";
import { PlanTable } from "./plan-table.tsx";
import { type PlanChoice, PlanWay } from "./plan-way.tsx";

type PlanSectionProps = {
  view: BillingPageView;
  billingHref: string;
  /** Where to write to sales; null where the operator has named no address. */
  contactSalesHref: string | null;
  quoteChangeAction: QuoteChangeAction;
};

/** The plans side by side, and the way from the present one to each other. */
export function PlanSection({ view, billingHref, contactSalesHref, quoteChangeAction }: PlanSectionProps) {
  const router = useRouter();
  const [chosen, setChosen] = useState<PlanColumn | null>(null);
  const [isChoosingSeats, setIsChoosingSeats] = useState(false);
  const { run, isPending, failure } = useAction(quoteChangeAction, ({ quoteId }) =>
    router.push(`${billingHref}/quote/${quoteId}`),
  );
  function choose(plan: PlanColumn) {
    setChosen(plan);
    if (plan.isPricedPerSeat) return setIsChoosingSeats(true);
    run({ plan: plan.id, seats: null });
  }
  const choice: PlanChoice = {
    refusal: changeRefusal(view),
    pendingFrom: view.pendingChange?.effectiveAt ?? null,
    contactSalesHref,
    pendingId: isPending ? (chosen?.id ?? null) : null,
    mainId: view.plan.id === "starter" ? (view.plans.find(({ way }) => way === "upgrade")?.id ?? null) : null,
    onChoose: choose,
  };
  const way = (plan: PlanColumn) => <PlanWay plan={plan} choice={choice} />;
  return (
    <Section
      title="Plans"
      explanation="Upgrades take effect at once and are charged by the second. Downgrades wait for the next period. You see the whole price before you confirm."
      isFlush
    >
      {(choice.refusal !== null || failure !== null) && (
        <div className="flex flex-col gap-2 px-4 pb-4 text-sm text-ink-muted sm:px-5">
          {choice.refusal !== null && <p>{choice.refusal}</p>}
          {failure && <ActionAlert failure={failure} />}
        </div>
      )}
      <div className="@container/many border-t border-line">
        <PlanTable plans={view.plans} way={way} />
        <PlanCards plans={view.plans} way={way} />
      </div>
      {view.plan.id !== "enterprise" && (
        <p className="border-t border-line px-4 py-3 text-xs text-ink-muted sm:px-5">
          A month’s included inference is added once its invoice is paid, about an hour after the month has begun. Until
          then the month has what was last paid for a whole one.
        </p>
      )}
      {chosen?.isPricedPerSeat && (
        <ChooseSeatsDialog
          isOpen={isChoosingSeats}
          plan={chosen}
          membersNow={view.seats.used + view.seats.suspended}
          onClose={() => setIsChoosingSeats(false)}
          quoteChangeAction={quoteChangeAction}
          billingHref={billingHref}
        />
      )}
    </Section>
  );
}

function changeRefusal({ can, payments, payment, plan }: BillingPageView): string | null {
  if (payments === "not_configured") return "Plans cannot be changed until payments are configured.";
  if (plan.id === "enterprise") return "Your plan follows your contract. To change it, talk to your contact in sales.";
  if (payment.kind === "read_only") return "Plans can be changed again once the missing payment is made.";
  return can.changePlan ? null : "Only an owner of this workspace can change the plan.";
}
